import { and, desc, eq, gte, isNotNull, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { backup, backupChanges, backupDrill, deletedRow } from '#db/schema/backups.ts'
import { newId } from '#platform/ids.ts'

export type BackupRow = typeof backup.$inferSelect
export type ChangesRow = typeof backupChanges.$inferSelect
export type DrillRow = typeof backupDrill.$inferSelect

export async function insertBackup(tx: Transaction, row: Omit<BackupRow, 'backupId'>): Promise<string> {
  const backupId = newId()
  await tx.insert(backup).values({ backupId, ...row })
  return backupId
}

export async function insertDrill(tx: Transaction, row: Omit<DrillRow, 'drillId'>): Promise<string> {
  const drillId = newId()
  await tx.insert(backupDrill).values({ drillId, ...row })
  return drillId
}

export async function insertChanges(tx: Transaction, row: Omit<ChangesRow, 'changesId'>): Promise<string> {
  const changesId = newId()
  await tx.insert(backupChanges).values({ changesId, ...row })
  return changesId
}

/** Null if there are none. */
export async function latestChanges(tx: Transaction): Promise<ChangesRow | null> {
  const [row] = await tx.select().from(backupChanges).orderBy(desc(backupChanges.madeAt)).limit(1)
  return row ?? null
}

/**
 * Deletes notes of deleted rows that no archive of changes needs any more: those from before the newest backup of every folder. An
 * older backup than two days gets no more changes.
 */
export async function deleteOldNotes(tx: Transaction, now: Date): Promise<void> {
  const from = new Date(now.getTime() - 2 * 86_400_000)
  await tx.delete(deletedRow).where(sql`${deletedRow.xid} < (
    SELECT n.horizon FROM (
      SELECT DISTINCT ON (folder) horizon FROM ${backup} WHERE made_at > ${from.toISOString()} ORDER BY folder, made_at DESC
    ) n ORDER BY n.horizon LIMIT 1)`)
}

/** Newest first. */
export const latestBackups = (tx: Transaction, count: number): Promise<BackupRow[]> =>
  tx.select().from(backup).orderBy(desc(backup.madeAt)).limit(count)

/** Every folder in which archives can be: `current`, of the settings, and those in which a backup was ever made. */
export async function backupFolders(tx: Transaction, current: string): Promise<string[]> {
  const rows = await tx.selectDistinct({ folder: backup.folder }).from(backup)
  return [...new Set([current, ...rows.map(({ folder }) => folder)])]
}

/** Newest first. */
export const latestDrills = (tx: Transaction, count: number): Promise<DrillRow[]> =>
  tx.select().from(backupDrill).orderBy(desc(backupDrill.at)).limit(count)

/** Null if none passed. */
export async function newestPassedDrill(tx: Transaction): Promise<DrillRow | null> {
  const passed = eq(backupDrill.result, 'passed')
  const [row] = await tx.select().from(backupDrill).where(passed).orderBy(desc(backupDrill.at)).limit(1)
  return row ?? null
}

/** Newest first. */
export const backupsSince = (tx: Transaction, from: Date): Promise<BackupRow[]> =>
  tx.select().from(backup).where(gte(backup.madeAt, from)).orderBy(desc(backup.madeAt))

/** Newest first. */
export const changesSince = (tx: Transaction, from: Date): Promise<ChangesRow[]> =>
  tx.select().from(backupChanges).where(gte(backupChanges.madeAt, from)).orderBy(desc(backupChanges.madeAt))

/** Newest first. */
export const drillsSince = (tx: Transaction, from: Date): Promise<DrillRow[]> =>
  tx.select().from(backupDrill).where(gte(backupDrill.at, from)).orderBy(desc(backupDrill.at))

/** The snapshot of the newest archive that a drill restored; null if there was none. */
export async function lastProven(tx: Transaction): Promise<Date | null> {
  const [row] = await tx
    .select({ madeAt: backupDrill.madeAt })
    .from(backupDrill)
    // Descending order puts NULL first.
    .where(and(eq(backupDrill.result, 'passed'), isNotNull(backupDrill.madeAt)))
    .orderBy(desc(backupDrill.madeAt))
    .limit(1)
  return row?.madeAt ?? null
}
