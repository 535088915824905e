import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { PurposeCode } from '../rules/catalogue.ts'

/**
 * How many of these people have no consent to a purpose by the ledger, or are restricted: the last event of each is read, not the state
 * that was made from it. The caller has authorized.
 */
export async function countWithoutConsent(
  tx: Transaction,
  purpose: PurposeCode,
  { subjectIds, now }: { subjectIds: readonly string[]; now: Date },
): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    SELECT count(*)::int AS count
    FROM json_array_elements_text(${JSON.stringify(subjectIds)}::text::json) AS counted (id)
      LEFT JOIN LATERAL (
        SELECT e.decision, e.expires_at FROM consent_event e
        WHERE e.subject_id = counted.id::uuid AND e.purpose = ${purpose} AND e.topic = '' AND e.channel = ''
        ORDER BY e.seq DESC LIMIT 1
      ) last ON true
    WHERE last.decision IS DISTINCT FROM 'granted' OR last.expires_at <= ${now.toISOString()}::timestamptz
      OR EXISTS (SELECT FROM processing_restriction r WHERE r.subject_id = counted.id::uuid AND r.lifted_at IS NULL)`)
  return row?.count ?? 0
}
