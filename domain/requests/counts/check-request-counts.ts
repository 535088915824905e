import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { timeZone } from '#platform/time/almaty-time.ts'

const recounted = sql`SELECT (due_at AT TIME ZONE ${timeZone}::text)::date AS day, kind,
    request_count_state(status, closed_at, due_at) AS state, count(*)::bigint AS amount
  FROM request WHERE due_at IS NOT NULL GROUP BY 1, 2, 3`

/** How many counts there are, and in how many of them the requests say another number. One statement, so one moment. */
export async function checkRequestCounts(
  ctx: Context,
  tx: Transaction,
): Promise<{ counts: number; different: number }> {
  authorize(ctx.actor, 'statistics.check')
  const [row] = await tx.execute<{ counts: number; different: number }>(sql`
    SELECT count(*)::int AS counts, count(*) FILTER (WHERE c.amount IS DISTINCT FROM r.amount)::int AS different
    FROM (SELECT day, kind, state, sum(amount)::bigint AS amount FROM request_count
      GROUP BY 1, 2, 3 HAVING sum(amount) <> 0) c
    FULL JOIN (${recounted}) r USING (day, kind, state)`)
  return row ?? { counts: 0, different: 0 }
}

/** Replaces the counts by those of the requests. A change of a request meanwhile waits and is counted after it. */
export async function remakeRequestCounts(ctx: Context, tx: Transaction): Promise<void> {
  authorize(ctx.actor, 'statistics.check')
  await tx.execute(sql`LOCK TABLE request_count IN SHARE ROW EXCLUSIVE MODE`)
  await tx.execute(sql`DELETE FROM request_count`)
  await tx.execute(
    sql`INSERT INTO request_count (day, kind, state, shard, amount)
      SELECT day, kind, state, 0, amount FROM (${recounted}) r`,
  )
}
