import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { beat, secondsSinceBeat } from './heartbeat.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db.close())

test('a process is seen since its last beat, by the clock of the database', async () => {
  expect(await secondsSinceBeat(db.app, 'worker')).toBeNull()
  await beat(db.app, 'worker')
  expect(await secondsSinceBeat(db.app, 'worker')).toBe(0)
  expect(await secondsSinceBeat(db.app, 'server')).toBeNull()
  await db.owner.db.execute(sql`UPDATE installation_fact SET set_at = set_at - interval '90 seconds'`)
  expect(await secondsSinceBeat(db.app, 'worker')).toBeGreaterThanOrEqual(90)
  await beat(db.app, 'worker')
  expect(await secondsSinceBeat(db.app, 'worker')).toBe(0)
})
