import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { secondsSinceBeat } from '#platform/heartbeat.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { keepBeating } from './keep-beating.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db.close())

test('a worker is seen only while its queue takes jobs', async () => {
  let running = false
  let asked = 0
  const counted = () => {
    asked += 1
    return running
  }
  const stop = keepBeating(testServices(db.app, db.appUrl), { isRunning: counted, stop: async () => {} })
  try {
    await vi.waitFor(() => expect(asked).toBeGreaterThanOrEqual(2), 10_000)
    expect(await secondsSinceBeat(db.app, 'worker')).toBeNull()
    running = true
    await vi.waitFor(async () => expect(await secondsSinceBeat(db.app, 'worker')).not.toBeNull(), 10_000)
  } finally {
    stop()
  }
})
