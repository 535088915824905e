import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { countActions } from '#domain/audit/search/count-records.ts'
import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'

/** As long as charts show them; the audit log is kept longer. */
const PERIOD_DAYS = 365

/**
 * Compares the letters counted as given up with their records: no day and kind of letter may have fewer than are kept, and their sum is that
 * of the audit log. Letters that the server took have no record.
 */
export async function checkMailCounts(
  ctx: Context,
  tx: Transaction,
): Promise<{ counts: number; different: number }> {
  authorize(ctx.actor, 'statistics.check')
  const from = addDays(almatyDate(ctx.clock.now()), -PERIOD_DAYS)
  const since = almatyInstant(from)
  const [row] = await tx.execute<{ counts: number; fewer: number; amount: number }>(sql`
    SELECT count(c.amount)::int AS counts, coalesce(sum(c.amount), 0)::int AS amount,
      count(*) FILTER (WHERE coalesce(c.amount, 0) < k.amount)::int AS fewer
    FROM (SELECT day, task, amount FROM mail_count WHERE outcome = 'given-up' AND day >= ${from}::date) c
    FULL JOIN (
      SELECT (last_tried_at AT TIME ZONE 'Asia/Almaty')::date AS day, task, count(*) AS amount
      FROM undelivered_mail WHERE state = 'given-up' AND last_tried_at >= ${since.toISOString()}::timestamptz
      GROUP BY 1, 2) k USING (day, task)`)
  const { counts = 0, fewer = 0, amount = 0 } = row ?? {}
  const isSumDifferent = amount !== (await countActions(tx, { action: 'mail.give-up' }, since))
  return { counts, different: fewer + (isSumDifferent ? 1 : 0) }
}
