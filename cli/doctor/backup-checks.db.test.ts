import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { archiveName } from '#domain/backups/rules/archive-name.ts'
import { readEnvironment } from '#platform/env.ts'
import { newId } from '#platform/ids.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import {
  checkBackup,
  checkBackupCountry,
  checkBucket,
  checkChanges,
  checkDrill,
  checkKeystores,
} from './backup-checks.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db.close())

const environment = (given: Record<string, string> = {}) =>
  readEnvironment({
    DATABASE_URL: db.appUrl,
    SMTP_URL: 'smtp://127.0.0.1:9',
    AUTH_SECRET: 'test'.repeat(10),
    SNAPSHOT_TOKEN: 'test'.repeat(10),
    OPERATOR_FILE: 'operator.json',
    BACKUP_COUNTRY: 'KZ',
    ...given,
  })

const insertBackup = (hoursAgo: number, recipients: number) =>
  db.owner.db.execute(sql`
    INSERT INTO backup VALUES (${newId()}, now() - ${hoursAgo} * interval '1 hour', '/backups', 'KZ', 1200000, 100000, 57, 4321,
      ${recipients}, 900, '1', 'x', '\\x00', '\\x00')`)
const insertDrill = (hoursAgo: number, result: string, boot: string | null = null) =>
  db.owner.db.execute(sql`
    INSERT INTO backup_drill VALUES (${newId()}, now() - ${hoursAgo} * interval '1 hour', 'portal-x', NULL, NULL, ${result}, 57, 4321, 99, 7100, ${boot})`)

const newFolder = () => mkdtempSync(join(tmpdir(), 'portal-doctor-'))

test('says how old the newest backup is, and who can open it', async () => {
  const env = environment()
  expect(await checkBackup(env)).toMatchObject({ state: 'warn', says: expect.stringMatching(/^none yet/) })
  await insertBackup(30, 2)
  expect(await checkBackup(env)).toMatchObject({
    state: 'fail',
    says: '30 h ago, 57 tables, 4321 rows, 1.3 MB: no backup was made since; is the worker running?',
  })
  await insertBackup(3, 1)
  expect(await checkBackup(env)).toMatchObject({
    state: 'warn',
    says: '3 h ago, 57 tables, 4321 rows, 1.3 MB; only the keys folder opens it: set BACKUP_RECIPIENTS',
  })
  await insertBackup(2, 2)
  expect(await checkBackup(env)).toMatchObject({ state: 'ok', says: '2 h ago, 57 tables, 4321 rows, 1.3 MB' })
})

test('says when what changed was last archived', async () => {
  const env = environment()
  const insertChanges = (minutesAgo: number) =>
    db.owner.db.execute(sql`
      INSERT INTO backup_changes VALUES (${newId()}, ${newId()}, now() - ${minutesAgo} * interval '1 minute', '/backups', 1200000, 100000,
        321, 90)`)
  // The backup of two hours ago.
  expect(await checkChanges(env)).toMatchObject({ state: 'ok', says: 'none since the backup 120 min ago' })
  await db.owner.db.execute(sql`UPDATE backup SET made_at = made_at - interval '3 hours'`)
  expect(await checkChanges(env)).toMatchObject({
    state: 'fail',
    says: 'none since the backup 300 min ago: nothing was archived since; is the worker running?',
  })
  await insertChanges(200)
  expect(await checkChanges(env)).toMatchObject({
    state: 'fail',
    says: '200 min ago, 321 rows, 1.3 MB: nothing was archived since; is the worker running?',
  })
  await insertChanges(50)
  expect(await checkChanges(env)).toMatchObject({ state: 'ok', says: '50 min ago, 321 rows, 1.3 MB' })
})

test('says when the bucket last got archives, and what was wrong', async () => {
  expect(await checkBucket(environment())).toMatchObject({ state: 'ok', says: 'none is set' })
  const env = environment({ BACKUP_S3_FILE: '/etc/bucket.json' })
  expect(await checkBucket(env)).toMatchObject({ state: 'warn' })
  const set = (values: string) => db.owner.db.execute(sql.raw(`UPDATE backup_bucket SET ${values}`))
  await db.owner.db.execute(sql`
    INSERT INTO backup_bucket VALUES (1, 's3.example.kz/backups', 'KZ', now(), now() - interval '1 hour', 9)`)
  const copied = 's3.example.kz/backups (KZ): copied 1 h ago, 9 archives'
  expect(await checkBucket(env)).toMatchObject({ state: 'ok', says: copied })
  await set(`drilled_at = now(), drill_result = 'damaged'`)
  expect(await checkBucket(env)).toMatchObject({
    state: 'fail',
    says: `${copied}; restored for trial: damaged`,
  })
  await set(`failure = 'refused', reason = 'answered 403 AccessDenied'`)
  expect(await checkBucket(env)).toMatchObject({
    state: 'fail',
    says: `${copied}; the last try: answered 403 AccessDenied`,
  })
  await set(`failure = NULL, drill_result = 'passed', succeeded_at = now() - interval '3 hours'`)
  expect(await checkBucket(env)).toMatchObject({
    state: 'fail',
    says: expect.stringContaining('is the worker'),
  })
})

test('says when a backup was last restored for trial, and how that ended', async () => {
  const env = environment()
  expect(await checkDrill(env)).toMatchObject({ state: 'warn', says: expect.stringMatching(/^none yet/) })
  await insertDrill(40, 'passed')
  expect(await checkDrill(env)).toMatchObject({
    state: 'fail',
    says: '40 h ago: 4321 rows restored and equal, in 8 s; not tried: to start the portal on it; none since',
  })
  await insertDrill(5, 'damaged')
  expect(await checkDrill(env)).toMatchObject({ state: 'fail', says: '5 h ago: portal-x: damaged' })
  await insertDrill(1, 'passed', 'answered')
  expect(await checkDrill(env)).toMatchObject({
    state: 'ok',
    says: '1 h ago: 4321 rows restored and equal, in 8 s, the portal started on it',
  })
})

test('an archive of the keystore that is overdue is a fault, in the folder of an earlier backup too', async () => {
  const [current, earlier] = [newFolder(), newFolder()]
  try {
    await db.owner.db.execute(sql`UPDATE backup SET folder = ${earlier}`)
    const env = environment({ BACKUP_DIR: current })
    const hoursAgo = (hours: number) => archiveName('keystore', new Date(Date.now() - hours * 3_600_000))
    for (const folder of [current, earlier]) writeFileSync(join(folder, hoursAgo(7 * 24 + 1)), '')
    expect(await checkKeystores(env)).toMatchObject({ state: 'ok', says: 'none is older than 7 days' })
    const file = join(earlier, hoursAgo(7 * 24 + 3))
    writeFileSync(file, '')
    expect(await checkKeystores(env)).toMatchObject({
      state: 'fail',
      says: `${file}: older than 7 days, keys of erased people may be in it: delete it; is the worker running?`,
    })
  } finally {
    for (const folder of [current, earlier]) rmSync(folder, { recursive: true })
  }
})

test.each([
  ['KZ', 'KZ', 'ok', /^KZ, \//],
  ['DE', 'KZ', 'fail', /^DE is not among BACKUP_COUNTRIES \(KZ\): no backup is made$/],
  ['DE', 'KZ,DE', 'ok', /^DE, \//],
  ['', 'KZ', 'fail', /^BACKUP_COUNTRY is not set: no backup is made$/],
] as const)('a folder in "%s" where %s is allowed: %s', async (country, allowed, state, says) => {
  const env = environment({ BACKUP_COUNTRY: country, BACKUP_COUNTRIES: allowed })
  expect(await checkBackupCountry(env)).toMatchObject({ state, says: expect.stringMatching(says) })
})
