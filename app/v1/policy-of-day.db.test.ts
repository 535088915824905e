import { afterAll, beforeAll, expect, test } from 'vitest'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { type ConsentPortal, consentPortal } from '#testing/consent.ts'
import { createApi } from './router.ts'

const DAY = 86_400_000
let portal: ConsentPortal
beforeAll(async () => {
  portal = await consentPortal()
})
afterAll(() => portal.close())

async function get(query: string) {
  const answer = await createApi(portal.services)({
    method: 'GET',
    path: '/policy',
    query: new URLSearchParams(query),
    headers: {},
    body: Buffer.alloc(0),
    requestId: 'r',
    network: '203.0.113.1',
  })
  return { status: answer.status, body: answer.body }
}

/** The version and the words of its clause. */
async function wordsOf(query: string) {
  const { version, parts } = JSON.parse((await get(query)).body)
  return [version, parts[0].clauses[0].body]
}

test('the policy of a day has the words of that day, whatever was published since', async () => {
  const opened = almatyDate(portal.services.clock.now())
  for (const version of [2, 3]) {
    portal.passTime(2 * DAY)
    await portal.publishPolicy(version)
  }
  expect(await wordsOf('')).toEqual([3, 'B3'])
  const days = [0, 1, 2, 3, 4].map((days) => addDays(opened, days))
  const found = await Promise.all(days.map((day) => wordsOf(`on=${day}`)))
  expect(found).toEqual([
    [1, 'B1'],
    [1, 'B1'],
    [2, 'B2'],
    [2, 'B2'],
    [3, 'B3'],
  ])
  expect((await get(`on=${days[1]}&format=markdown`)).body).toContain('B1')
  expect(await wordsOf(`on=${opened}&version=2`)).toEqual([2, 'B2'])
})

test('a day before the first version, and one that has not come, has no words', async () => {
  const tomorrow = addDays(almatyDate(portal.services.clock.now()), 1)
  for (const day of ['2025-01-14', tomorrow]) {
    const { status, body } = await get(`on=${day}`)
    expect([day, status, JSON.parse(body).code]).toEqual([day, 404, 'no-such-version'])
  }
})
