import { sql } from 'drizzle-orm'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { type Pair, wakeSenders } from './enqueue-webhooks.ts'

/** Wakes what waits without a job that would send it, as after a job that broke down for good; returns how many there were. */
export async function wakeWebhooks(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'webhooks.send')
  return ctx.transaction(async (tx) => {
    const pairs = await tx.execute<Pair>(sql`
      SELECT DISTINCT d.subject_id AS "subjectId", d.endpoint_id AS "endpointId"
      FROM webhook_delivery d JOIN webhook_endpoint e USING (endpoint_id)
      WHERE d.delivered_at IS NULL AND d.dead_at IS NULL AND e.disabled_at IS NULL AND NOT EXISTS (
        SELECT FROM graphile_worker.jobs j
        WHERE j.key = 'webhook:' || d.endpoint_id || ':' || d.subject_id AND j.attempts < j.max_attempts)
      LIMIT 1000`)
    await wakeSenders(tx, pairs)
    return pairs.length
  })
}
