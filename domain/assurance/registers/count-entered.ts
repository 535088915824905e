import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { OwedRecords, OwedSpan } from '#domain/audit/search/count-records.ts'

/**
 * What was entered since `from` into the registers of audits, of what they found, and of subprocessors: each owes a record of the
 * audit log. The caller has authorized.
 */
export async function countEntered(tx: Transaction, { from, since }: OwedSpan): Promise<OwedRecords[]> {
  const [begin, oldest] = [from, since].map((at) => sql`${at.toISOString()}::timestamptz`)
  const rows = await tx.execute<OwedRecords>(sql`
    SELECT 'security-audit:' || audit_id AS resource, 'security-audit.plan' AS action, 1 AS count
      FROM security_audit WHERE planned_at > ${begin}
    UNION ALL SELECT 'security-audit:' || audit_id, 'security-audit.record', 1 FROM security_audit WHERE recorded_at > ${begin}
    UNION ALL SELECT 'security-audit:' || audit_id, 'security-audit.cancel', 1 FROM security_audit WHERE cancelled_at > ${begin}
    UNION ALL SELECT 'audit-finding:' || finding_id, 'audit-finding.add', 1 FROM audit_finding WHERE recorded_at > ${begin}
    UNION ALL SELECT 'audit-finding:' || finding_id, 'audit-finding.close', 1 FROM audit_finding WHERE closed_at > ${begin}
    UNION ALL SELECT 'subprocessor:' || subprocessor_id, 'subprocessor.' || entry, count(*)::int FROM subprocessor_entry
      WHERE recorded_at > ${oldest} AND subprocessor_id IN (SELECT subprocessor_id FROM subprocessor_entry WHERE recorded_at > ${begin})
      GROUP BY subprocessor_id, entry`)
  return [...rows]
}
