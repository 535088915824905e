import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { type Drill, type DrillBackup, drillBackup } from '../drill/drill-backup.ts'
import { saveBucketRow } from '../record/bucket-record.ts'
import { BackupError } from '../rules/backup-error.ts'
import { bucketFailure } from './bucket-failure.ts'
import { fetchArchives } from './fetch-archives.ts'

type DrillBucket = Omit<DrillBackup, 'portal' | 'keystore' | 'changes' | 'startsPortal'> & {
  settingsFile: string
}

/**
 * Downloads the newest backup of the bucket, restores it for trial and removes it. Records the result with the bucket, besides the
 * drill itself. Throws what is no fault of the bucket or the backup.
 */
// no audit record: `drillBackup` records the drill
export async function drillBucket(ctx: Context, given: DrillBucket): Promise<Drill['result']> {
  authorize(ctx.actor, 'backups.drill')
  const folder = join(given.workFolder, 'fetched')
  try {
    const result = await fetchArchives(ctx, { ...given, folder }).then(
      async (set) =>
        (
          await drillBackup(ctx, {
            ...given,
            ...set,
            workFolder: join(given.workFolder, 'server'),
            // The drill of the newest backup on the disk starts the portal: once a night is enough.
            startsPortal: false,
          })
        ).result,
      (error: unknown) => {
        if (error instanceof BackupError && error.code === 'no-backup') return 'no-backup' as const
        if (bucketFailure(error)) return 'not-run' as const
        throw error
      },
    )
    const at = ctx.clock.unmoved()
    await ctx.transaction((tx) => saveBucketRow(tx, { triedAt: at, drilledAt: at, drillResult: result }))
    return result
  } finally {
    rmSync(given.workFolder, { recursive: true, force: true })
  }
}
