import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'

/** Whether an outage lasts exactly where a source is noted as failing, and since the same time. */
export async function checkOutages(
  ctx: Context,
  tx: Transaction,
): Promise<{ counts: number; different: number }> {
  authorize(ctx.actor, 'statistics.check')
  const [row] = await tx.execute<{ counts: number; different: number }>(sql`
    SELECT count(*)::int AS counts, count(*) FILTER (WHERE o.since IS DISTINCT FROM s.failing_since)::int AS different
    FROM (SELECT source, since FROM source_outage WHERE until IS NULL) o
    FULL JOIN (SELECT source, failing_since FROM source_state WHERE failing_since IS NOT NULL) s USING (source)`)
  return row ?? { counts: 0, different: 0 }
}
