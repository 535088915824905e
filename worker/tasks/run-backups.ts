import { join } from 'node:path'
import { openOutsideFiles } from '#domain/audit/log/outside-files.ts'
import { createBackup } from '#domain/backups/create/create-backup.ts'
import { deleteKeystores } from '#domain/backups/create/delete-keystores.ts'
import { drillBackup } from '#domain/backups/drill/drill-backup.ts'
import { keystoreFor, newestArchive } from '#domain/backups/drill/find-archives.ts'
import { BackupError } from '#domain/backups/rules/backup-error.ts'
import { openBackupKeys } from '#platform/crypto/backup-keys.ts'
import { systemContext, type Task } from '../task.ts'

/** Makes the backup of the day and deletes older ones. A country that is not allowed is logged, not tried again. */
export const createBackupTask: Task = async ({ services }, _payload, job) => {
  const { env, log } = services
  const url = env.DATABASE_BACKUP_URL
  if (!url) {
    log.error('no backup: DATABASE_BACKUP_URL is not set')
    return
  }
  try {
    const { country, allowed, recipients, folder } = env.backups
    const made = await createBackup(systemContext(services, 'create-backup', job), {
      url,
      folder,
      target: { country, allowed },
      keys: await openBackupKeys(env.keysDir),
      recipients,
      signal: job.signal,
    })
    const { tables, rows, bytes, tookMs, deleted } = made
    log.info({ tables, rows, bytes, tookMs, deleted: deleted.length }, 'a backup was made')
  } catch (error) {
    if (!(error instanceof BackupError)) throw error
    log.error({ reason: error.message }, 'no backup was made')
  }
}

/** Deletes archives of people's keys whose time is over, whether or not backups are made. */
export const deleteKeystoresTask: Task = async ({ services }, _payload, job) => {
  const { log } = services
  const { deleted, failed } = await deleteKeystores(systemContext(services, 'delete-keystores', job))
  if (deleted.length > 0) log.info({ deleted: deleted.length }, 'old archives of the keystore were deleted')
  for (const { folder, reason } of failed)
    log.error({ folder, reason }, 'old archives of the keystore were not deleted')
}

/** Restores the newest backup for trial. The result is recorded; staff and the doctor see it. */
export const verifyBackupTask: Task = async ({ services }, _payload, job) => {
  const { env, log } = services
  const keys = await openBackupKeys(env.keysDir)
  const portal = newestArchive(env.backups.folder, 'portal')
  const { result, tables, rows, logRecords, tookMs } = await drillBackup(
    systemContext(services, 'verify-backup', job),
    {
      portal,
      keystore: portal === null ? null : keystoreFor(portal),
      identities: [keys.identity],
      publicKey: keys.publicKey,
      outside: openOutsideFiles(env.checkpointDir),
      workFolder: join(env.dataDir, 'backup-drill'),
      signal: job.signal,
    },
  )
  if (result === 'passed')
    log.info({ tables, rows, logRecords, tookMs }, 'the newest backup was restored for trial')
  else log.error({ result }, 'the newest backup could not be restored')
}
