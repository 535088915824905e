import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { countedAs } from './count-events.ts'

// Events that left the outbox, counted again from the ledger.
const recounted = sql`SELECT ${countedAs}, count(*)::bigint AS amount FROM consent_event e
  WHERE NOT EXISTS (SELECT FROM consent_outbox o
    WHERE o.subject_id = e.subject_id AND e.seq BETWEEN o.first_seq AND o.last_seq)
  GROUP BY 1, 2, 3, 4, 5, 6`
const columns = sql`day, purpose, topic, channel, locale, decision`

/** How many counts there are, and in how many of them the ledger says another number. One statement, so one moment. */
export async function checkChoiceCounts(
  ctx: Context,
  tx: Transaction,
): Promise<{ counts: number; different: number }> {
  authorize(ctx.actor, 'statistics.check')
  const [row] = await tx.execute<{ counts: number; different: number }>(sql`
    SELECT count(*)::int AS counts, count(*) FILTER (WHERE c.amount IS DISTINCT FROM r.amount)::int AS different
    FROM (SELECT * FROM consent_count WHERE amount <> 0) c
    FULL JOIN (${recounted}) AS r (${columns}, amount) USING (${columns})`)
  return row ?? { counts: 0, different: 0 }
}

/** Replaces the counts by those of the ledger. Nothing is counted meanwhile. */
export async function remakeChoiceCounts(ctx: Context, tx: Transaction): Promise<void> {
  authorize(ctx.actor, 'statistics.check')
  // Workers that count wait here. What they took out of the outbox is not committed, so the recount leaves it out.
  await tx.execute(sql`LOCK TABLE consent_count IN SHARE ROW EXCLUSIVE MODE`)
  await tx.execute(sql`DELETE FROM consent_count`)
  await tx.execute(sql`INSERT INTO consent_count (${columns}, amount) ${recounted}`)
}
