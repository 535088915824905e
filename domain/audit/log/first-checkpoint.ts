import { asc, gte } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditCheckpoint } from '#db/schema/audit.ts'

/** The first checkpoint that was signed at or after a moment; null while there is none. */
export async function firstCheckpointSince(
  tx: Transaction,
  moment: Date,
): Promise<{ note: string; signedAt: Date } | null> {
  const [first] = await tx
    .select({ note: auditCheckpoint.note, signedAt: auditCheckpoint.signedAt })
    .from(auditCheckpoint)
    .where(gte(auditCheckpoint.signedAt, moment))
    .orderBy(asc(auditCheckpoint.signedAt), asc(auditCheckpoint.size))
    .limit(1)
  return first ?? null
}
