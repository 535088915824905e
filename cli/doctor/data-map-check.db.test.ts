import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadSamplePlatform } from '#db/seed/platform/load.ts'
import { readEnvironment } from '#platform/env.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { crmSettings, httpSourcesFile } from '#testing/http-source.ts'
import { checkDataMap } from './data-map-check.ts'

let portal: TestDatabase
let platform: TestDatabase
beforeAll(async () => {
  portal = await testDatabase()
  platform = await testDatabase()
  // The copy is of the portal: its tables are no part of the platform.
  await platform.owner.db.execute(sql`DROP SCHEMA public, keystore CASCADE`)
  await platform.owner.db.execute(sql`CREATE SCHEMA public`)
  await loadSamplePlatform(platform.ownerUrl, new Date('2026-11-23T12:00:00Z'))
}, 60_000)
afterAll(() => Promise.all([platform.close(), portal.close()]))

const look = (more: Record<string, string> = {}) =>
  checkDataMap(
    readEnvironment({
      DATABASE_URL: portal.appUrl,
      PLATFORM_DATABASE_URL: platform.ownerUrl,
      SMTP_URL: 'smtp://127.0.0.1:9',
      AUTH_SECRET: 'test'.repeat(10),
      SNAPSHOT_TOKEN: 'test'.repeat(10),
      PORTAL_SAMPLE_DATA: '1',
      ...more,
    }),
  )
const change = (statement: ReturnType<typeof sql>) => platform.owner.db.execute(statement)

test('finds nothing in the sample platform, and everything that is added and looks personal', async () => {
  expect(await look()).toMatchObject({ state: 'ok' })
  await change(sql`ALTER TABLE users ADD COLUMN birth_date date`)
  await change(sql`CREATE TABLE parents (id bigint PRIMARY KEY, first_name text, mobile text, note text)`)
  await change(
    sql`CREATE TABLE reviews (id bigint PRIMARY KEY, author bigint REFERENCES users, stars integer)`,
  )
  expect(await look()).toMatchObject({
    state: 'warn',
    says: 'look personal and are not mapped: parents.first_name, parents.mobile, reviews.author, users.birth_date',
  })
})

test('fails when a system is mapped to a purpose that nobody could agree to', async () => {
  const crm = crmSettings('http://127.0.0.1:4990', Buffer.alloc(32, 'k'))
  const items = crm.items.map((item) => ({ ...item, purpose: 'alumni-club' }))
  expect(await look({ HTTP_SOURCES_FILE: httpSourcesFile({ ...crm, items }) })).toMatchObject({
    state: 'fail',
    says: expect.stringContaining('crm.calls.purpose: there is no purpose "alumni-club"'),
  })
})

test('fails when the map names a column that is gone', async () => {
  await change(sql`ALTER TABLE users RENAME COLUMN phone TO phones`)
  expect(await look()).toMatchObject({
    state: 'fail',
    says: 'the map names columns that do not exist: users.phone',
  })
})
