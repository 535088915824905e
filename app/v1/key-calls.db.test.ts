import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { newId } from '#platform/ids.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { openCallLimits } from './call-limits.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
})
afterEach(() => void vi.restoreAllMocks())
afterAll(() => db.close())

/** A key that may make so many calls in a minute, and instances that each count for themselves what they ask. */
function keyOf(callsPerMinute: number) {
  const key = { keyId: newId(), scopes: [], callsPerMinute }
  let statements = 0
  const counting = new Proxy(db.app.db, {
    get: (target, name) => {
      if (name === 'execute') statements += 1
      return Reflect.get(target, name, target)
    },
  })
  const instance = () => {
    const { ofKey } = openCallLimits(testServices({ ...db.app, db: counting }, db.appUrl))
    return () => ofKey(key)
  }
  return { key, instance, statements: () => statements }
}

async function allowedOf(calls: (() => Promise<{ allowed: boolean }>)[], rounds: number) {
  let allowed = 0
  for (let round = 0; round < rounds; round++) {
    const answers = await Promise.all(calls.map((call) => call()))
    allowed += answers.filter((one) => one.allowed).length
  }
  return allowed
}

test('two instances together allow a key exactly its calls, with few statements', async () => {
  const { instance, statements } = keyOf(1000)
  expect(await allowedOf([instance(), instance()], 1000)).toBe(1000)
  expect(statements()).toBeLessThan(60)
})

test.each([1, 2, 3, 10])('of %d calls none is lost and none too many is allowed', async (limit) => {
  const { instance } = keyOf(limit)
  expect(await allowedOf([instance(), instance(), instance()], 20)).toBe(limit)
})

test('a key that has used its minute costs no statement until it ends', async () => {
  const { instance, statements } = keyOf(5)
  const call = instance()
  await allowedOf([call], 6)
  const before = statements()
  const refused = await call()
  expect(refused.allowed).toBe(false)
  expect(refused.headers).toMatchObject({ 'ratelimit-policy': '"calls";q=5;w=60' })
  expect(refused.headers.ratelimit).toMatch(/^"calls";r=0;t=\d+$/)
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect(statements()).toBe(before)
})

test('the next minute starts from zero, for an instance that took part and for one that did not', async () => {
  const { instance } = keyOf(4)
  const call = instance()
  expect(await allowedOf([call], 10)).toBe(4)
  await db.owner.db.execute(sql`UPDATE rate_limit SET expire = expire - 60000`)
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + 60_001)
  expect(await allowedOf([call, instance()], 10)).toBe(4)
})

test('many calls at once share one statement for their share', async () => {
  const { instance, statements } = keyOf(100_000)
  const call = instance()
  const answers = await Promise.all(Array.from({ length: 500 }, () => call()))
  expect(answers.every(({ allowed }) => allowed)).toBe(true)
  // One that finds no row, which is then made, and one that takes.
  expect(statements()).toBe(2)
})
