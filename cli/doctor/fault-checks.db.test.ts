import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readEnvironment } from '#platform/env.ts'
import { beat } from '#platform/heartbeat.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { databaseOnSmallDisk } from '#testing/full-database.ts'
import { smallDisk } from '#testing/small-disk.ts'
import { checkDisk, checkWorker, checkWrites } from './fault-checks.ts'

const environment = (url: string) =>
  readEnvironment({
    DATABASE_URL: url,
    SMTP_URL: 'smtp://127.0.0.1:9',
    AUTH_SECRET: 'test'.repeat(10),
    SNAPSHOT_TOKEN: 'test'.repeat(10),
    PORTAL_SAMPLE_DATA: '1',
  })

let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db.close())

test('says that no worker runs, and since when', async () => {
  const env = environment(db.appUrl)
  expect(await checkWorker(env)).toMatchObject({
    state: 'fail',
    says: 'no worker has ever run: mail and deadlines wait',
  })
  await beat(db.app, 'worker')
  expect(await checkWorker(env)).toMatchObject({ state: 'ok' })
  await db.owner.db.execute(sql`UPDATE installation_fact SET set_at = set_at - interval '300 seconds'`)
  expect(await checkWorker(env)).toMatchObject({
    state: 'fail',
    says: expect.stringMatching(/^last seen 3\d\d s ago: mail and deadlines wait/),
  })
})

const disk = smallDisk(10)
test.skipIf(!disk)('names the disk that is full', async () => {
  if (!disk) return
  try {
    expect(await checkDisk('disk', disk.folder)).toMatchObject({ state: 'ok' })
    disk.fill()
    const { state, says } = await checkDisk('disk', disk.folder)
    expect(state).toBe('fail')
    expect(says).toMatch(`full: the disk mounted on ${disk.folder} (0 MB free of 10 MB)`)
  } finally {
    disk.remove()
  }
})

test.skipIf(!disk)('says that the database refuses writes', async () => {
  expect(await checkWrites(environment(db.appUrl))).toMatchObject({ state: 'ok' })
  const full = await databaseOnSmallDisk()
  if (!full) return
  try {
    const env = environment(full.appUrl)
    expect(await checkWrites(env)).toMatchObject({ state: 'ok' })
    full.disk.fill()
    // Where the write-ahead log does not fit any more, the server ends instead of refusing.
    expect(await checkWrites(env)).toMatchObject({
      state: 'fail',
      says: expect.stringMatching(/refuses writes|the connection (was closed|broke)/),
    })
  } finally {
    await full.remove()
  }
})
