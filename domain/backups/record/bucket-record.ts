import type { Transaction } from '#db/client.ts'
import { backupBucket } from '#db/schema/backups.ts'

export type BucketRow = typeof backupBucket.$inferSelect

/** What is known of the bucket; null before it was first used. */
export async function readBucketRow(tx: Transaction): Promise<BucketRow | null> {
  const [row] = await tx.select().from(backupBucket).limit(1)
  return row ?? null
}

/** Columns that are not given stay as they are. */
export async function saveBucketRow(
  tx: Transaction,
  row: Pick<BucketRow, 'triedAt'> & Partial<BucketRow>,
): Promise<void> {
  const values = { id: 1, ...row }
  await tx.insert(backupBucket).values(values).onConflictDoUpdate({ target: backupBucket.id, set: values })
}
