import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'

/**
 * Whether a decided request blocks the person's data: nothing about them is collected or changed until it is lifted (Art. 1(1), 24(1)(3)
 * of Law 94-V). Right only while the caller holds a lock on the person's row, which blocking takes too.
 */
export async function isBlocked(tx: Transaction, subjectId: string): Promise<boolean> {
  const [row] = await tx.execute<{ blocked: boolean }>(sql`SELECT is_blocked(${subjectId}::uuid) AS blocked`)
  return row?.blocked ?? false
}
