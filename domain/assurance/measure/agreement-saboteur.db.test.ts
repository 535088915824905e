import { afterAll, beforeAll, expect, test } from 'vitest'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { evidenceOf, measureAgain } from '#testing/evidence.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { staffContext } from '#testing/requests.ts'
import { endSubprocessor, recordSubprocessor } from '../subprocessors/record-subprocessor.ts'
import { subprocessorSchema } from '../subprocessors/subprocessor-schemas.ts'

const DAY = 86_400_000
let portal: TestPortal
let officer: Awaited<ReturnType<typeof staffContext>>
beforeAll(async () => {
  portal = await testPortal()
  officer = await staffContext(portal, ['privacy-officer'])
})
afterAll(() => portal?.close())

const today = () => almatyDate(portal.services.clock.now())
async function record(agreement: object) {
  const names = {
    nameKk: 'Пошта',
    nameRu: 'Почта',
    nameEn: 'Mail',
    serviceKk: 'Хат',
    serviceRu: 'Письма',
    serviceEn: 'Email',
  }
  const where = { country: 'KZ', transferBasis: 'home', categories: 'registration' }
  const none = { agreementName: '', agreementSha256: '', agreementOn: '', agreementEndsOn: '' }
  const days = { subprocessorId: '', effectiveOn: today(), since: '2025-01-15' }
  const input = subprocessorSchema.parse({ ...names, ...where, ...none, ...days, ...agreement })
  const result = await recordSubprocessor(officer.ctx, input)
  if (result.status !== 'done') throw new Error(result.code)
  return result.subprocessorId
}
async function measured(passMs?: number) {
  await measureAgain(portal, passMs)
  const { state, figures } = await evidenceOf(portal, 'agreements-current')
  return { state, figures }
}
const signed = { agreementName: 'DPA.pdf', agreementSha256: 'ab'.repeat(32), agreementOn: '2025-01-10' }

test('an agreement that runs out: amber sixty days before, red on the day after its last', async () => {
  const none = { subprocessors: 0, missing: 0, over: 0, soon: 0 }
  expect(await measured()).toEqual({ state: 'neutral', figures: none })
  await record({ ...signed, agreementEndsOn: addDays(today(), 70) })
  expect(await measured()).toEqual({ state: 'kept', figures: { ...none, subprocessors: 1 } })
  expect(await measured(10 * DAY)).toMatchObject({ state: 'due', figures: { soon: 1 } })
  expect(await measured(59 * DAY)).toMatchObject({ state: 'due', figures: { soon: 1 } })
  expect(await measured(2 * DAY)).toEqual({
    state: 'broken',
    figures: { ...none, subprocessors: 1, over: 1 },
  })
})

test('a company without an agreement is counted until it gets no data any more', async () => {
  const subprocessorId = await record({})
  expect(await measured()).toMatchObject({ state: 'broken', figures: { subprocessors: 2, missing: 1 } })
  await endSubprocessor(officer.ctx, { subprocessorId, effectiveOn: today() })
  expect(await measured()).toMatchObject({ figures: { subprocessors: 1, missing: 0 } })
})
