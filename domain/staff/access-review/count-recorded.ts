import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { OwedRecords, OwedSpan } from '#domain/audit/search/count-records.ts'

/**
 * What was recorded of members of staff since `from`: agreements and trainings, without those of sample data, and decisions of access
 * reviews. All of such a member since `since` is counted, and each owes a record of the audit log. The caller has authorized.
 */
export async function countRecordedOfStaff(
  tx: Transaction,
  { from, since }: OwedSpan,
): Promise<OwedRecords[]> {
  const [begin, oldest] = [from, since].map((at) => sql`${at.toISOString()}::timestamptz`)
  const rows = await tx.execute<OwedRecords>(sql`
    SELECT 'staff:' || staff_id AS resource, count(*)::int AS count,
        CASE WHEN done_on IS NULL THEN 'staff.end-clearance' ELSE 'staff.record-clearance' END AS action
      FROM staff_clearance WHERE recorded_by IS NOT NULL AND recorded_at > ${oldest}
        AND staff_id IN (SELECT staff_id FROM staff_clearance WHERE recorded_at > ${begin})
      GROUP BY staff_id, done_on IS NULL
    UNION ALL
    SELECT 'staff:' || staff_id, count(*)::int,
        CASE decision WHEN 'taken' THEN 'access-review.take' ELSE 'access-review.confirm' END
      FROM access_review_decision
      WHERE decided_at > ${oldest} AND staff_id IN (SELECT staff_id FROM access_review_decision WHERE decided_at > ${begin})
      GROUP BY staff_id, decision
    UNION ALL
    SELECT 'access-review:' || period, 1, 'access-review.complete' FROM access_review WHERE completed_at > ${begin}`)
  return [...rows]
}
