import { and, eq, gt } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { policyVersion } from '#db/schema/policy.ts'
import type { OwedRecords, OwedSpan } from '#domain/audit/search/count-records.ts'

/** Versions that were published since `from`: each owes a record of the audit log. The caller has authorized. */
export async function countPublished(tx: Transaction, { from }: OwedSpan): Promise<OwedRecords[]> {
  const { version, status, publishedAt } = policyVersion
  const rows = await tx
    .select({ version })
    .from(policyVersion)
    .where(and(eq(status, 'published'), gt(publishedAt, from)))
  return rows.map((row) => ({ resource: `policy:${row.version}`, action: 'policy.publish', count: 1 }))
}
