import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { OwedRecords, OwedSpan } from '#domain/audit/search/count-records.ts'
import { resourceOf } from '../record/find-request.ts'

const requestsAtOnce = 1000

/**
 * The steps of every request on which there was one since `from`, page by page, counted by request and step, none from before `since`. In the caller's
 * transaction, which has authorized.
 */
export async function* readRecentSteps(
  tx: Transaction,
  { from, since }: OwedSpan,
): AsyncGenerator<OwedRecords[], void> {
  const nobody = '00000000-0000-0000-0000-000000000000'
  for (let after = { subject: nobody, request: nobody }; ; ) {
    const rows = await tx.execute<{ subject: string; request: string; step: string; count: number }>(sql`
      WITH page AS (
        SELECT DISTINCT subject_id, request_id FROM request_step
          WHERE at > ${from.toISOString()}::timestamptz
            AND (subject_id, request_id) > (${after.subject}::uuid, ${after.request}::uuid)
          ORDER BY subject_id, request_id LIMIT ${requestsAtOnce}
      )
      SELECT s.subject_id::text AS subject, s.request_id::text AS request, s.step, count(*)::int AS count
        FROM page JOIN request_step s USING (subject_id, request_id)
        WHERE s.at > ${since.toISOString()}::timestamptz
        GROUP BY s.subject_id, s.request_id, s.step ORDER BY s.subject_id, s.request_id`)
    const last = rows.at(-1)
    if (!last) return
    yield rows.map(({ request, step, count }) => ({
      resource: resourceOf(request),
      action: `request.${step}`,
      count,
    }))
    after = last
  }
}
