import { desc, eq, sql } from 'drizzle-orm'
import { readInOrder } from '#db/in-order.ts'
import { webhookEndpoint } from '#db/schema/integrations.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { COUNTED } from '#platform/counted.ts'
import type { WebhookEvent } from '../rules/webhook-message.ts'
import { decryptSecrets } from './webhook-secret.ts'

export type EndpointEntry = {
  endpointId: string
  url: string
  events: readonly WebhookEvent[]
  createdById: string | null
  createdAt: string
  disabledAt: string | null
  /** No further than `COUNTED`. */
  waiting: number
  dead: number
  /** What came of the last attempt of all. */
  last: { at: string; outcome: string } | null
}

/** Every endpoint, newest first, with how it does; never a secret. */
export async function listEndpoints(ctx: Context): Promise<EndpointEntry[]> {
  authorize(ctx.actor, 'integrations.read')
  type Count = {
    endpointId: string
    waiting: number
    dead: number
    at: string | null
    outcome: string | null
  }
  return ctx.transaction(async (tx) => {
    await readInOrder(tx)
    const rows = await tx.select().from(webhookEndpoint).orderBy(desc(webhookEndpoint.createdAt)).limit(100)
    const counts = await tx.execute<Count>(sql`
      SELECT e.endpoint_id AS "endpointId", w.count AS waiting, g.count AS dead,
        l.last_attempt_at::text AS at, l.last_outcome AS outcome
      FROM webhook_endpoint e
      CROSS JOIN LATERAL (SELECT count(*)::int AS count FROM (SELECT FROM webhook_delivery r
        WHERE r.endpoint_id = e.endpoint_id AND r.delivered_at IS NULL AND r.dead_at IS NULL LIMIT ${COUNTED}) AS few) w
      CROSS JOIN LATERAL (SELECT count(*)::int AS count FROM (SELECT FROM webhook_delivery r
        WHERE r.endpoint_id = e.endpoint_id AND r.dead_at IS NOT NULL LIMIT ${COUNTED}) AS few) g
      LEFT JOIN LATERAL (
        SELECT d.last_attempt_at, d.last_outcome FROM (
          SELECT * FROM webhook_delivery r WHERE r.endpoint_id = e.endpoint_id
          ORDER BY r.created_at DESC LIMIT 200) d
        WHERE d.last_attempt_at IS NOT NULL ORDER BY d.last_attempt_at DESC LIMIT 1) l ON true`)
    const countOf = new Map(counts.map((one) => [one.endpointId, one]))
    return rows.map((row) => {
      const { waiting = 0, dead = 0, at = null, outcome = null } = countOf.get(row.endpointId) ?? {}
      return {
        endpointId: row.endpointId,
        url: row.url,
        events: row.events,
        createdById: row.createdById,
        createdAt: row.createdAt.toISOString(),
        disabledAt: row.disabledAt?.toISOString() ?? null,
        waiting,
        dead,
        last: at && outcome ? { at: new Date(at).toISOString(), outcome } : null,
      }
    })
  })
}

/** One endpoint; with `oldSecretUntil` while the old secret still signs. Null for an unknown id. */
export async function readEndpoint(
  ctx: Context,
  endpointId: string,
): Promise<(EndpointEntry & { oldSecretUntil: string | null }) | null> {
  const entry = (await listEndpoints(ctx)).find((one) => one.endpointId === endpointId)
  if (!entry) return null
  const [row] = await ctx.transaction((tx) =>
    tx.select().from(webhookEndpoint).where(eq(webhookEndpoint.endpointId, endpointId)),
  )
  const previous = row && decryptSecrets(ctx.services.keys, endpointId, row.secretSealed).previous
  const inForce = previous && previous.until > ctx.clock.now().getTime()
  return { ...entry, oldSecretUntil: inForce ? new Date(previous.until).toISOString() : null }
}
