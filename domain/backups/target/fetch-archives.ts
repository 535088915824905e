import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { openBucket } from '#platform/object-storage/bucket.ts'
import { readBucketSettings } from '#platform/object-storage/bucket-settings.ts'
import { BackupError } from '../rules/backup-error.ts'
import { type ArchiveSet, newestSet } from '../rules/newest-set.ts'

/**
 * Downloads the newest backup of the bucket and the newest changes since into a folder; returns their paths. Throws `BucketError`,
 * `KeyFileError` and `BackupError`. Whether the archives are good, a restore and a drill say.
 */
// no audit record: it copies encrypted archives; the restore or the drill that follows is recorded
export async function fetchArchives(
  ctx: Context,
  { settingsFile, folder, signal }: { settingsFile: string; folder: string; signal?: AbortSignal },
): Promise<ArchiveSet> {
  authorize(ctx.actor, 'backups.restore')
  const settings = readBucketSettings(settingsFile)
  const bucket = openBucket(settings)
  const names = (await bucket.list(signal)).map(({ name }) => name)
  const set = newestSet(names)
  if (!set) throw new BackupError('no-backup', settings.bucket)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const fetch = async (name: string) => {
    await bucket.get(name, join(folder, name), signal)
    return join(folder, name)
  }
  const { changes } = set
  return {
    portal: await fetch(set.portal),
    keystore: await fetch(set.keystore),
    changes: changes && {
      changes: await fetch(changes.changes),
      keychanges: await fetch(changes.keychanges),
    },
  }
}
