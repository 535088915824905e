import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '#db/client.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import type { TestPortal } from '#testing/people.ts'
import { formOf, requestPortal } from '#testing/requests.ts'
import { listOwnRequests } from '../view/read-own-requests.ts'
import { fileRequest } from './file-request.ts'

let portal: TestPortal
let second: TestPortal['services']
beforeAll(async () => {
  portal = await requestPortal()
  second = { ...portal.services, database: openDatabase(portal.database.appUrl, { max: 2 }) }
})
afterAll(async () => {
  await second.database.close()
  await portal.close()
})

/** A new person, as each of the two instances of the portal sees them. */
async function personAtBoth(): Promise<readonly [Context, Context, string]> {
  const { subjectId } = await portal.addPerson()
  const actor = { kind: 'subject', subjectId } as const
  const at = (services: TestPortal['services']) => contextFor(services, { actor, locale: 'kk' })
  return [at(portal.services), at(second), subjectId]
}

test('two instances together file twenty requests of a person in an hour; others file theirs', async () => {
  const [one, other] = await personAtBoth()
  const answers = []
  for (let n = 0; n < 22; n++) answers.push(await fileRequest(n % 2 ? one : other, formOf('question')))
  expect(answers.filter(({ status }) => status === 'filed')).toHaveLength(20)
  for (const ctx of [one, other]) {
    const refused = await fileRequest(ctx, formOf('access'))
    expect(refused).toMatchObject({ status: 'refused', code: 'filed-often' })
    if (refused.status === 'refused' && refused.code === 'filed-often')
      expect(refused.retryAfterSeconds).toBeLessThanOrEqual(3600)
  }
  const [stranger] = await personAtBoth()
  expect(await fileRequest(stranger, formOf('access'))).toMatchObject({ status: 'filed' })
  portal.passTime(3_600_000)
  expect(await fileRequest(one, formOf('access'))).toMatchObject({ status: 'filed' })
})

test('a form that was filed before is answered above the limit, and counts once', async () => {
  const [one, other, subjectId] = await personAtBoth()
  const form = formOf('access')
  const first = await fileRequest(one, form)
  for (let n = 0; n < 25; n++)
    expect(await fileRequest(n % 2 ? one : other, form)).toMatchObject({ repeated: true })
  for (let n = 0; n < 19; n++)
    expect(await fileRequest(one, formOf('question'))).toMatchObject({ repeated: false })
  expect(await fileRequest(one, formOf('question'))).toMatchObject({ code: 'filed-often' })
  const again = await fileRequest(other, form)
  expect(again).toEqual({ ...first, repeated: true, possibleDuplicate: null })
  expect((await listOwnRequests(one, subjectId, { size: 50 })).items).toHaveLength(20)
})
