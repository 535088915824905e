import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { resourceOf } from '../record/find-request.ts'

/** What the audit log owes a record for: a step of a request, by the names that the log uses. */
export type StepCount = { resource: string; action: string; count: number }

const requestsAtOnce = 1000

/**
 * The steps of every request on which there was one since `from`, page by page, counted by request and step. In the caller's
 * transaction, which has authorized.
 */
export async function* readRecentSteps(tx: Transaction, from: Date): AsyncGenerator<StepCount[], void> {
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
