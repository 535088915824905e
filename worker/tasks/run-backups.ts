import { join } from 'node:path'
import type { Context } from '#domain/access/context.ts'
import { openOutsideFiles } from '#domain/audit/log/outside-files.ts'
import { type CreateBackup, type Created, createBackup } from '#domain/backups/create/create-backup.ts'
import { createChanges } from '#domain/backups/create/create-changes.ts'
import { deleteKeystores } from '#domain/backups/create/delete-keystores.ts'
import { drillBackup } from '#domain/backups/drill/drill-backup.ts'
import { changesFor, keystoreFor, newestArchive } from '#domain/backups/drill/find-archives.ts'
import { BackupError } from '#domain/backups/rules/backup-error.ts'
import { copyArchives } from '#domain/backups/target/copy-archives.ts'
import { drillBucket } from '#domain/backups/target/drill-bucket.ts'
import { openBackupKeys } from '#platform/crypto/backup-keys.ts'
import type { Services } from '#platform/services.ts'
import { type Job, systemContext, type Task } from '../task.ts'

/** Makes the backup of the day and deletes older ones. A country that is not allowed is logged, not tried again. */
export const createBackupTask: Task = ({ services }, _payload, job) =>
  withSettings(services, job, async (ctx, given) => logBackup(services, await createBackup(ctx, given)))

/** Makes the archive of what changed since the newest backup; without one, a backup. */
export const createChangesTask: Task = ({ services }, _payload, job) =>
  withSettings(services, job, async (ctx, given) => {
    const made = await createChanges(ctx, given)
    if (!made) return logBackup(services, await createBackup(ctx, given))
    const { rows, bytes, tookMs, deleted } = made
    services.log.info(
      { rows, bytes, tookMs, deleted: deleted.length },
      'changes since the backup were archived',
    )
  })

async function withSettings(
  services: Services,
  job: Job,
  run: (ctx: Context, given: CreateBackup) => Promise<void>,
): Promise<void> {
  const { env, log } = services
  const url = env.DATABASE_BACKUP_URL
  if (!url) {
    log.error('no backup: DATABASE_BACKUP_URL is not set')
    return
  }
  try {
    const { country, allowed, recipients, folder } = env.backups
    const keys = await openBackupKeys(env.keysDir)
    const given = { url, folder, target: { country, allowed }, keys, recipients, signal: job.signal }
    await run(systemContext(services, 'create-backup', job), given)
  } catch (error) {
    if (!(error instanceof BackupError)) throw error
    log.error({ reason: error.message }, 'no backup was made')
  }
}

function logBackup({ log }: Services, { tables, rows, bytes, tookMs, deleted }: Created): void {
  log.info({ tables, rows, bytes, tookMs, deleted: deleted.length }, 'a backup was made')
}

/** Brings the archives to the bucket, apart from making them: neither keeps the other from it. */
export const copyBackupsTask: Task = async ({ services }, _payload, job) => {
  const { env, log } = services
  const { bucketFile, folder, allowed } = env.backups
  if (bucketFile === undefined) return
  const given = { settingsFile: bucketFile, folder, allowed, signal: job.signal }
  const done = await copyArchives(systemContext(services, 'copy-backups', job), given)
  if (done.failure) log.error({ reason: done.reason }, 'backups were not copied to the bucket')
  else if (done.copied.length + done.deleted.length > 0)
    log.info(
      { copied: done.copied.length, deleted: done.deleted.length },
      'backups were copied to the bucket',
    )
}

/** Deletes archives of people's keys whose time is over, whether or not backups are made. */
export const deleteKeystoresTask: Task = async ({ services }, _payload, job) => {
  const { log } = services
  const { deleted, failed } = await deleteKeystores(systemContext(services, 'delete-keystores', job))
  if (deleted.length > 0) log.info({ deleted: deleted.length }, 'old archives of the keystore were deleted')
  for (const { folder, reason } of failed)
    log.error({ folder, reason }, 'old archives of the keystore were not deleted')
}

/** Restores the newest backup for trial, with what changed since. The result is recorded; staff and the doctor see it. */
export const verifyBackupTask: Task = async ({ services }, _payload, job) => {
  const { env, log } = services
  const keys = await openBackupKeys(env.keysDir)
  const portal = newestArchive(env.backups.folder, 'portal')
  const readWith = { identities: [keys.identity], publicKey: keys.publicKey }
  const { bucketFile } = env.backups
  if (bucketFile !== undefined) {
    const found = await drillBucket(systemContext(services, 'verify-backup', job), {
      settingsFile: bucketFile,
      ...readWith,
      outside: openOutsideFiles(env.checkpointDir),
      workFolder: join(env.dataDir, 'bucket-drill'),
      signal: job.signal,
    })
    if (found !== 'passed')
      log.error({ result: found }, 'the newest backup of the bucket could not be restored')
  }
  const { result, tables, rows, logRecords, tookMs, boot } = await drillBackup(
    systemContext(services, 'verify-backup', job),
    {
      portal,
      keystore: portal === null ? null : keystoreFor(portal),
      changes: portal === null ? null : changesFor(portal),
      ...readWith,
      outside: openOutsideFiles(env.checkpointDir),
      workFolder: join(env.dataDir, 'backup-drill'),
      startsPortal: true,
      signal: job.signal,
    },
  )
  if (result === 'passed')
    log.info({ tables, rows, logRecords, tookMs, boot }, 'the newest backup was restored for trial')
  else log.error({ result }, 'the newest backup could not be restored')
}
