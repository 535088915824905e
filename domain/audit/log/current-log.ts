import { and, asc, desc, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditCheckpoint, auditLeaf, auditLog } from '#db/schema/audit.ts'

export type Log = typeof auditLog.$inferSelect
export type SignedCheckpoint = Pick<
  typeof auditCheckpoint.$inferSelect,
  'size' | 'note' | 'lastXid' | 'lastAuditId'
>

/** The log that is signed now; null before the first start. */
export async function readLog(tx: Transaction): Promise<Log | null> {
  const [log] = await tx.select().from(auditLog).orderBy(desc(auditLog.logNumber)).limit(1)
  return log ?? null
}

/** When the first log began, which is the first start of the portal; null before it. */
export async function logBegan(tx: Transaction): Promise<Date | null> {
  const [first] = await tx
    .select({ at: auditLog.startedAt })
    .from(auditLog)
    .orderBy(asc(auditLog.logNumber))
    .limit(1)
  return first?.at ?? null
}

/** The newest checkpoint of a log; null before its first record is sealed. */
export async function readLatestCheckpoint(
  tx: Transaction,
  logNumber: number,
): Promise<SignedCheckpoint | null> {
  const { size, note, lastXid, lastAuditId } = auditCheckpoint
  const [latest] = await tx
    .select({ size, note, lastXid, lastAuditId })
    .from(auditCheckpoint)
    .where(eq(auditCheckpoint.logNumber, logNumber))
    .orderBy(desc(size))
    .limit(1)
  return latest ?? null
}

/** The checkpoint of a log at one size, and when it was signed; null where none was. */
export async function readCheckpointOfSize(
  tx: Transaction,
  { logNumber, size }: { logNumber: number; size: number },
): Promise<{ note: string; signedAt: Date } | null> {
  const [found] = await tx
    .select({ note: auditCheckpoint.note, signedAt: auditCheckpoint.signedAt })
    .from(auditCheckpoint)
    .where(and(eq(auditCheckpoint.logNumber, logNumber), eq(auditCheckpoint.size, size)))
  return found ?? null
}

/** How many leaves there are, by the index of the last. */
export async function countLeaves(tx: Transaction): Promise<number> {
  const { leafIndex } = auditLeaf
  const [last] = await tx.select({ leafIndex }).from(auditLeaf).orderBy(desc(leafIndex)).limit(1)
  return last ? last.leafIndex + 1 : 0
}
