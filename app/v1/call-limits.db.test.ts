import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { openDatabase } from '#db/client.ts'
import { newId } from '#platform/ids.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { ApiProblem } from './api-answer.ts'
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

/** Two instances of the portal, with the same keys and with connections of their own. */
function instances() {
  const one = testServices(db.app, db.appUrl)
  const other = openDatabase(db.appUrl, { max: 2 })
  onTestFinished(() => other.close())
  return [openCallLimits(one), openCallLimits({ ...one, database: other })] as const
}

const refusedOf = async (answers: Promise<unknown>[]) => {
  const settled = await Promise.allSettled(answers)
  return settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
}

test('two instances together allow a network its calls without a key, and another network its own', async () => {
  const [one, other] = instances()
  const call = (limits: typeof one, network: string) => limits.openCall(network, { needsDatabase: true })
  const refused = await refusedOf(
    Array.from({ length: 1400 }, (_, n) => call(n % 2 ? one : other, '192.0.2.50')),
  )
  expect(refused).toHaveLength(800)
  expect(refused[0]).toBeInstanceOf(ApiProblem)
  expect(refused[0]).toMatchObject({ status: 429, message: 'too-often' })
  expect(Number(refused[0].headers['retry-after'])).toBeGreaterThan(0)
  expect(await refusedOf([call(one, '192.0.2.51'), call(other, '192.0.2.51')])).toEqual([])
  const rows = await db.owner.db.execute(sql`SELECT string_agg(key, ' ') AS keys FROM rate_limit`)
  expect(String(rows[0]?.keys)).toContain('open-calls/')
  expect(String(rows[0]?.keys)).not.toContain('192.0.2')
})

test('two instances together count wrong keys of a network, and a key that was good there goes on', async () => {
  const [one, other] = instances()
  const known = { keyId: newId(), scopes: [], callsPerMinute: 10 }
  const find = async (shown: string) => (shown === 'good' ? known : null)
  const network = '192.0.2.60'
  // Looking a good key up uses nothing of it.
  for (let n = 0; n < 200; n++) expect(await one.lookUp(network, 'good', find)).toBe(known)
  let wrong = 0
  for (let n = 0; n < 400; n++) {
    const looked = (n % 2 ? one : other).lookUp(network, `wrong-${n}`, find)
    wrong += (await refusedOf([looked])).length === 0 ? 1 : 0
  }
  expect(wrong).toBe(120)
  expect(await refusedOf([one.lookUp(network, 'wrong', find)])).toHaveLength(1)
  expect(await one.lookUp(network, 'good', find)).toBe(known)
  expect(await other.lookUp('192.0.2.61', 'wrong', find)).toBeNull()
})

test('an instance whose database is away, or that needs none, counts calls without a key alone', async () => {
  const services = testServices(db.app, db.appUrl)
  const away = openDatabase(db.appUrl, { max: 1 })
  await away.close()
  for (const [database, needsDatabase] of [
    [away, true],
    [away, false],
    [db.app, false],
  ] as const) {
    const limits = openCallLimits({ ...services, database })
    const calls = Array.from({ length: 610 }, () => limits.openCall('192.0.2.70', { needsDatabase }))
    expect(await refusedOf(calls)).toHaveLength(10)
  }
})
