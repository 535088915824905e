import { and, asc, gte, lt } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { backup, backupDrill } from '#db/schema/backups.ts'

type Span = { from: Date; before: Date }

export type BackupRow = Pick<
  typeof backup.$inferSelect,
  'madeAt' | 'country' | 'bytes' | 'keystoreBytes' | 'tables' | 'rows' | 'tookMs'
>
export type DrillRow = Pick<
  typeof backupDrill.$inferSelect,
  | 'at'
  | 'archive'
  | 'madeAt'
  | 'changesMadeAt'
  | 'result'
  | 'tables'
  | 'rows'
  | 'logRecords'
  | 'tookMs'
  | 'boot'
>

/** The backups of a period, the oldest first. The caller has authorized. */
export function readBackupsBetween(tx: Transaction, { from, before }: Span): Promise<BackupRow[]> {
  const { madeAt, country, bytes, keystoreBytes, tables, rows, tookMs } = backup
  return tx
    .select({ madeAt, country, bytes, keystoreBytes, tables, rows, tookMs })
    .from(backup)
    .where(and(gte(madeAt, from), lt(madeAt, before)))
    .orderBy(asc(madeAt))
}

/** The drills of a period, the oldest first. The caller has authorized. */
export function readDrillsBetween(tx: Transaction, { from, before }: Span): Promise<DrillRow[]> {
  const { at, archive, madeAt, changesMadeAt, result, tables, rows, logRecords, tookMs, boot } = backupDrill
  return tx
    .select({ at, archive, madeAt, changesMadeAt, result, tables, rows, logRecords, tookMs, boot })
    .from(backupDrill)
    .where(and(gte(at, from), lt(at, before)))
    .orderBy(asc(at))
}
