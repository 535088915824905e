import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { archiveName } from '#domain/backups/rules/archive-name.ts'
import { readBackupState } from '#domain/backups/state/read-backup-state.ts'
import { makeBackupKeys } from '#platform/crypto/backup-keys.ts'
import type { Environment } from '#platform/env.ts'
import { openMailer } from '#platform/mail/send-mail.ts'
import { testLog } from '#testing/audit-log.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { s3Server } from '#testing/s3-server.ts'
import type { Task } from '../task.ts'
import {
  copyBackupsTask,
  createBackupTask,
  createChangesTask,
  deleteKeystoresTask,
  verifyBackupTask,
} from './run-backups.ts'

const folder = mkdtempSync(join(tmpdir(), 'portal-worker-backups-'))
const archives = join(folder, 'archives')
let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal({ AUDIT_CHECKPOINT_DIR: join(folder, 'audit'), BACKUP_DIR: archives })
  const log = await testLog(portal, join(folder, 'audit'))
  await portal.addPerson()
  await log.write('one', 'two')
  await log.seal()
  await makeBackupKeys(portal.services.env.keysDir)
})
afterAll(async () => {
  await portal.close()
  rmSync(folder, { recursive: true, force: true })
})

/** As the worker runs it, with these settings. */
function run(task: Task, backups: Partial<Environment['backups']> = {}) {
  const { services } = portal
  const env = {
    ...services.env,
    DATABASE_BACKUP_URL: portal.database.backupUrl,
    backups: { ...services.env.backups, country: 'KZ', ...backups },
  }
  const tools = {
    services: { ...services, env },
    mailer: openMailer('smtp://127.0.0.1:9', 'p@x.example'),
    platform: null,
  }
  return task(tools, {}, { id: 'test', attempt: 1, signal: new AbortController().signal })
}
const state = () => readBackupState(portal.system, { count: 10 })

test('in a country that is not allowed, or without one, no backup is made', async () => {
  await run(createBackupTask, { country: 'DE' })
  await run(createBackupTask, { country: undefined })
  expect((await state()).backups).toEqual([])
  await run(verifyBackupTask)
  expect((await state()).drills).toMatchObject([{ result: 'no-backup', archive: null }])
})

test('the night makes both archives and restores them for trial, with large pages too', async () => {
  // Rows larger than what the driver and the system keep at once.
  await portal.database.owner.db.execute(sql`
    INSERT INTO page_snapshot
    SELECT 'build', '/' || n, repeat(md5(n::text), 50 * n), '', sha256('page'), now() FROM generate_series(1, 60) n`)
  await run(createBackupTask)
  expect(
    readdirSync(archives)
      .map((name) => name.split('-')[0])
      .sort(),
  ).toEqual(['keystore', 'portal'])
  await run(verifyBackupTask)
  const { backups, drills } = await state()
  expect(backups).toMatchObject([{ country: 'KZ', folder: archives, recipients: 1 }])
  expect(drills[0]).toMatchObject({ result: 'passed', rows: backups[0]?.rows })
  expect(drills[0]?.logRecords).toBeGreaterThanOrEqual(2)
})

test('archives of the keystore go by their age when no backup can be made, in every folder of a backup', async () => {
  const moved = join(folder, 'moved')
  mkdirSync(moved)
  const at = (days: number) => new Date(Date.now() - days * 86_400_000)
  const overdue = [7.1, 20].map((days) => archiveName('keystore', at(days)))
  const part = `${archiveName('keystore', at(2))}.part`
  const kept = [archiveName('keystore', at(6.9)), archiveName('portal', at(90)), 'notes.txt']
  for (const place of [archives, moved]) {
    for (const name of [...overdue, part]) writeFileSync(join(place, name), '')
    utimesSync(join(place, part), at(2), at(2))
  }
  for (const name of kept) writeFileSync(join(moved, name), '')
  const [made] = (await state()).backups
  expect(made?.folder).toBe(archives)
  // The settings name another folder now, which is not there, and no country.
  await run(deleteKeystoresTask, { folder: join(folder, 'none'), country: undefined })
  expect(readdirSync(moved)).toHaveLength(kept.length + overdue.length + 1)
  for (const name of [...overdue, part]) expect(existsSync(join(archives, name))).toBe(false)
  expect(existsSync(join(archives, archiveName('keystore', made?.madeAt ?? at(0))))).toBe(true)
  await run(deleteKeystoresTask, { folder: moved })
  expect(readdirSync(moved).sort()).toEqual(kept.sort())
})

test('the hour archives changes also while the bucket refuses, which is a fault of its own', async () => {
  const server = await s3Server()
  const bucketFile = join(folder, 'bucket.json')
  const use = (given: object) =>
    writeFileSync(bucketFile, JSON.stringify({ ...server.settings, ...given }), { mode: 0o600 })
  const withBucket = () => readBackupState(portal.system, { count: 1, hasBucket: true })
  try {
    await run(createBackupTask)
    use({ secretAccessKey: 'wrong' })
    await run(copyBackupsTask, { bucketFile })
    await run(createChangesTask, { bucketFile })
    expect((await withBucket()).changes?.rows).toBeGreaterThan(0)
    expect(await withBucket()).toMatchObject({ bucket: { failure: 'refused' } })
    use({})
    await run(copyBackupsTask, { bucketFile })
    await run(verifyBackupTask, { bucketFile })
    const { bucket, drills } = await withBucket()
    expect(bucket).toMatchObject({ failure: null, drillResult: 'passed' })
    expect(drills[0]).toMatchObject({ result: 'passed', changesMadeAt: expect.any(Date) })
  } finally {
    await server.close()
  }
}, 90_000)

test('without a backup the hour makes one', async () => {
  const made = join(folder, 'first')
  await run(createChangesTask, { folder: made })
  expect(
    readdirSync(made)
      .map((name) => name.split('-')[0])
      .sort(),
  ).toEqual(['keystore', 'portal'])
})
