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

test('names sources that fail, trials that failed, and a file that cannot be read', async () => {
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
})

/** `root`: of root, for a group of which app and worker are members; other files are for one user alone. */
test.for([
  { mode: 0o600, root: true, open: false },
  { mode: 0o640, root: true, open: false },
  { mode: 0o644, root: true, open: true },
  { mode: 0o660, root: true, open: true },
  { mode: 0o600, root: false, open: false },
  { mode: 0o640, root: false, open: true },
])('a file of keys that others can read is named: %o', async ({ mode, root, open }, { skip }) => {
  const isRoot = process.getuid?.() === 0
  skip(root && !isRoot, 'only root can make a file of root')
  const file = fileOf()
  chmodSync(file, mode)
  if (isRoot && !root) chownSync(file, 12_345, 12_345)
  const says = expect.stringContaining('chmod 600')
  const found = await look(file)
  if (open) expect(found).toMatchObject({ state: 'warn', says })
  else expect(found).not.toMatchObject({ says })
})
