import { chmodSync, chownSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readEnvironment } from '#platform/env.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { crmSettings, httpSourcesFile } from '#testing/http-source.ts'
import { checkSourceStates } from './source-states-check.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db.close())

const fileOf = (more: object = {}) =>
  httpSourcesFile(crmSettings('https://crm.example.kz', Buffer.alloc(32), more))
const look = (file = fileOf()) =>
  checkSourceStates(
    readEnvironment({
      DATABASE_URL: db.appUrl,
      SMTP_URL: 'smtp://127.0.0.1:9',
      AUTH_SECRET: 'test'.repeat(10),
      SNAPSHOT_TOKEN: 'test'.repeat(10),
      PORTAL_SAMPLE_DATA: '1',
      HTTP_SOURCES_FILE: file,
    }),
  )

test('names sources that fail and trials that failed, a file that cannot be read, and one that others can read', async () => {
  expect(await look()).toMatchObject({ state: 'warn', says: 'not looked at yet: crm' })
  await db.owner.db.execute(sql`
    INSERT INTO source_state (source, tries, checked_at, next_try_at) VALUES ('crm', 0, now(), now())`)
  expect(await look()).toMatchObject({ state: 'ok', says: '1 are well' })
  await db.owner.db.execute(sql`
    UPDATE source_state SET failing_since = '2026-11-29T08:00:00Z', code = 'refused', detail = 'http-401',
      canary_step = 'erase', canary_code = 'left-over'`)
  expect(await look()).toMatchObject({
    state: 'warn',
    says: 'crm: refused http-401 since 2026-11-29T08:00:00.000Z; crm: nightly trial failed at erase (left-over)',
  })
  expect(await look(fileOf({ country: 'Kazakhstan' }))).toMatchObject({
    state: 'fail',
    says: expect.stringContaining('HTTP_SOURCES_FILE: sources.0.country'),
  })
  const file = fileOf()
  chmodSync(file, 0o640)
  expect(await look(file)).toMatchObject({ state: 'warn', says: expect.stringContaining('chmod 600') })
  if (process.getuid?.() !== 0) return
  // Of another user, for a group of which app and worker are members.
  chownSync(file, 12_345, 12_345)
  expect(await look(file)).not.toMatchObject({ says: expect.stringContaining('chmod 600') })
  chmodSync(file, 0o644)
  expect(await look(file)).toMatchObject({ state: 'warn', says: expect.stringContaining('chmod 600') })
})
