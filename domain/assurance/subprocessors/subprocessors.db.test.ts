import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { visitor } from '#domain/access/actor.ts'
import { Denied } from '#domain/access/permissions.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { jobsOf, staffContext } from '#testing/requests.ts'
import { staffActor } from '#testing/staff.ts'
import {
  countDueAgreements,
  exportSubprocessors,
  readPublicSubprocessors,
  readSubprocessor,
  readSubprocessorRegister,
} from './read-subprocessors.ts'
import { endSubprocessor, recordSubprocessor } from './record-subprocessor.ts'
import { subprocessorSchema } from './subprocessor-schemas.ts'

let portal: TestPortal
let officer: Awaited<ReturnType<typeof staffContext>>
let today: string
beforeAll(async () => {
  portal = await testPortal()
  officer = await staffContext(portal, ['privacy-officer'])
  today = almatyDate(portal.services.clock.now())
})
afterAll(() => portal.close())

const entry = (given: Record<string, unknown> = {}) =>
  subprocessorSchema.parse({
    subprocessorId: '',
    effectiveOn: today,
    since: '2025-01-15',
    categories: 'registration',
    nameKk: 'Пошта',
    nameRu: 'Почта',
    nameEn: 'Mail Ltd',
    serviceKk: 'Хаттар',
    serviceRu: 'Письма',
    serviceEn: 'Emails',
    country: 'DE',
    transferBasis: 'consent',
    agreementName: 'DPA.pdf',
    agreementSha256: 'ab'.repeat(32),
    agreementOn: '2025-01-10',
    agreementEndsOn: '',
    ...given,
  })
const record = async (given: Record<string, unknown> = {}) => {
  const result = await recordSubprocessor(officer.ctx, entry(given))
  if (result.status !== 'done') throw new Error(result.code)
  return result.subprocessorId
}
const publicNames = async () =>
  (await readPublicSubprocessors(portal.visitor)).current.map(({ name }) => name.en)

test('nothing is said before the operator said something; then everybody reads it, and staff who entered it', async () => {
  expect(await readPublicSubprocessors(portal.visitor)).toMatchObject({
    entered: false,
    current: [],
    announced: [],
  })
  const subprocessorId = await record()
  const seen = await readPublicSubprocessors(portal.visitor)
  expect(seen).toMatchObject({
    entered: true,
    current: [
      {
        subprocessorId,
        name: { en: 'Mail Ltd' },
        country: 'DE',
        transferBasis: 'consent',
        categories: ['registration'],
        agreement: { signedOn: '2025-01-10', endsOn: null, sha256: 'ab'.repeat(32) },
      },
    ],
  })
  // Neither the name of the document nor who entered it.
  expect(JSON.stringify(seen)).not.toMatch(new RegExp(`DPA.pdf|${officer.staffId}`))
  const [own] = (await readSubprocessorRegister(officer.ctx)).current
  expect(own).toMatchObject({ agreementName: 'DPA.pdf', recordedBy: { staffId: officer.staffId } })
  expect((await portal.audit()).at(-1)).toMatchObject({
    action: 'subprocessor.state',
    actorId: officer.staffId,
  })
  expect(await jobsOf(portal, 'render-snapshots')).toHaveLength(1)
})

test('a change ahead is announced, holds from its day, and leaves the entry before it in the history', async () => {
  const subprocessorId = await record({ nameEn: 'SMS Ltd' })
  const day = addDays(today, 30)
  await record({ subprocessorId, nameEn: 'SMS Ltd', country: 'KZ', transferBasis: 'home', effectiveOn: day })
  await endSubprocessor(officer.ctx, { subprocessorId, effectiveOn: addDays(today, 60) })
  const { announced } = await readPublicSubprocessors(portal.visitor)
  expect(announced.map((one) => [one.entry, one.effectiveOn, one.country])).toEqual([
    ['state', day, 'KZ'],
    ['end', addDays(today, 60), 'KZ'],
  ])
  expect((await readSubprocessor(officer.ctx, subprocessorId)).map((one) => one.entry)).toEqual([
    'end',
    'state',
    'state',
  ])
  const again = await endSubprocessor(officer.ctx, { subprocessorId, effectiveOn: addDays(today, 61) })
  expect(again).toEqual({ status: 'refused', code: 'ended' })
  portal.passTime(61 * 86_400_000)
  expect(await publicNames()).toEqual(['Mail Ltd'])
  portal.passTime(-61 * 86_400_000)
})

test('an entry is never changed or deleted by the app, and an unknown one is not continued', async () => {
  await expect(
    officer.ctx.transaction((tx) => tx.execute(sql`UPDATE subprocessor_entry SET country = 'KZ'`)),
  ).rejects.toThrow()
  await expect(
    officer.ctx.transaction((tx) => tx.execute(sql`DELETE FROM subprocessor_entry`)),
  ).rejects.toThrow()
  const unknown = { subprocessorId: newId(), effectiveOn: today }
  expect(await recordSubprocessor(officer.ctx, entry(unknown))).toEqual({ status: 'refused', code: 'gone' })
  expect(await endSubprocessor(officer.ctx, unknown)).toEqual({ status: 'refused', code: 'gone' })
})

test('agreements that are missing, over or near their end are counted; recipients that consents name are missed', async () => {
  const before = await countDueAgreements(officer.ctx)
  await record({ agreementName: '', agreementSha256: '', agreementOn: '' })
  await record({ agreementEndsOn: addDays(today, 60) })
  await record({ agreementEndsOn: addDays(today, 61) })
  expect(await countDueAgreements(officer.ctx)).toBe(before + 2)
  const missing = async () => (await readSubprocessorRegister(officer.ctx)).missing.map(({ name }) => name.en)
  const stated = await missing()
  expect(stated.length).toBeGreaterThan(0)
  await record({ nameEn: stated[0] })
  expect(await missing()).toEqual(stated.slice(1))
})

test('the file has every entry, after a fresh code, and is on record', async () => {
  await expect(exportSubprocessors(officer.stale)).rejects.toThrow(SudoNeeded)
  const all = await exportSubprocessors(officer.ctx)
  expect(all.length).toBeGreaterThan(5)
  expect((await portal.audit()).at(-1)).toMatchObject({ action: 'subprocessor.export' })
})

test('the register and its changes are refused to who has no part in them', async () => {
  const id = { subprocessorId: newId(), effectiveOn: today }
  for (const actor of [visitor, staffActor('support'), { kind: 'subject' as const, subjectId: newId() }]) {
    const ctx = portal.as(actor)
    for (const use of [
      readSubprocessorRegister(ctx),
      readSubprocessor(ctx, newId()),
      exportSubprocessors(ctx),
      countDueAgreements(ctx),
      recordSubprocessor(ctx, entry()),
      endSubprocessor(ctx, id),
    ])
      await expect(use).rejects.toThrow(Denied)
  }
  for (const role of ['auditor', 'administrator'] as const) {
    const ctx = portal.as(staffActor(role))
    await expect(recordSubprocessor(ctx, entry())).rejects.toThrow(Denied)
    await expect(endSubprocessor(ctx, id)).rejects.toThrow(Denied)
  }
  await expect(exportSubprocessors(portal.as(staffActor('administrator')))).rejects.toThrow(Denied)
})
