import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBackupState } from '#domain/backups/state/read-backup-state.ts'
import { makeBackupKeys } from '#platform/crypto/backup-keys.ts'
import type { Environment } from '#platform/env.ts'
import { openMailer } from '#platform/mail/send-mail.ts'
import { testLog } from '#testing/audit-log.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import type { Task } from '../task.ts'
import { createBackupTask, verifyBackupTask } from './run-backups.ts'

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
