import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'

/** Questions received in a period; `medianHours` to the first answer of those that have one. */
export type FirstAnswers = { asked: number; answered: number; medianHours: number | null; waiting: number }

/**
 * How soon questions got their first answer: the first message of staff, or the end of the question. In the caller's
 * transaction, which has authorized.
 */
export async function readFirstAnswers(
  tx: Transaction,
  { from, to }: { from: Date; to: Date },
): Promise<FirstAnswers> {
  const [row] = await tx.execute<FirstAnswers>(sql`
    WITH q AS (
      SELECT r.received_at, r.closed_at, least(r.closed_at, (SELECT min(m.sent_at) FROM request_message m
          WHERE m.subject_id = r.subject_id AND m.request_id = r.request_id AND m.author = 'staff')) AS answered_at
        FROM request r
        WHERE r.kind = 'question' AND r.status NOT IN ('cancelled', 'lapsed')
          AND r.received_at > ${from.toISOString()}::timestamptz AND r.received_at <= ${to.toISOString()}::timestamptz
    )
    SELECT count(*)::int AS asked, count(answered_at)::int AS answered, count(*) FILTER (WHERE answered_at IS NULL)::int
        AS waiting,
      round((percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - received_at) / 3600)
        )::numeric, 1)::float8 AS "medianHours"
    FROM q`)
  if (!row) throw new Error('a count has one row')
  return row
}
