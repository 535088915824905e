import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import {
  type BackupRow,
  type ChangesRow,
  type DrillRow,
  latestBackups,
  latestChanges,
  latestDrills,
} from '../record/backup-record.ts'
import { type BucketRow, readBucketRow } from '../record/bucket-record.ts'
import { type BackupFault, findBackupFaults } from '../rules/backup-findings.ts'

export type BackupState = {
  /** The newest first. */
  backups: BackupRow[]
  /** The newest archives of what changed since a backup. */
  changes: ChangesRow | null
  drills: DrillRow[]
  /** Null before it was first used; undefined if the settings name none. */
  bucket: BucketRow | null | undefined
  /** The country of the settings; undefined if they name none. */
  country: string | undefined
  /** Empty when all is in order. */
  faults: BackupFault[]
}

/** The newest backups and drills, `count` of each at most, and what is not in order. */
export async function readBackupState(
  ctx: Context,
  {
    count,
    hasBucket = ctx.services.env.backups.bucketFile !== undefined,
  }: { count: number; hasBucket?: boolean },
): Promise<BackupState> {
  authorize(ctx.actor, 'backups.read')
  const { country, allowed } = ctx.services.env.backups
  return ctx.transaction(async (tx) => {
    const backups = await latestBackups(tx, count)
    const changes = await latestChanges(tx)
    const drills = await latestDrills(tx, count)
    const bucket = hasBucket ? await readBucketRow(tx) : undefined
    const [backup = null] = backups
    const [drill = null] = drills
    const faults = findBackupFaults({ backup, changes, drill, bucket, country, allowed }, ctx.clock.unmoved())
    return { backups, changes, drills, bucket, country, faults }
  })
}
