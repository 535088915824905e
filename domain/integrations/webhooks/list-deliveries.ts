import { and, desc, eq, isNotNull, lt, type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { readInOrder } from '#db/in-order.ts'
import { webhookDelivery, webhookEndpoint } from '#db/schema/integrations.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { pageCursor, readPageCursor } from '#platform/page-cursor.ts'
import type { WebhookEvent } from '../rules/webhook-message.ts'
import { pauseAfter } from '../rules/webhook-pauses.ts'

export type DeliveryEntry = {
  deliveryId: string
  event: WebhookEvent
  createdAt: string
  attempts: number
  lastAttemptAt: string | null
  outcome: string | null
  state: 'delivered' | 'dead' | 'waiting'
  /** When it is tried next, if nothing of the same person is ahead of it. */
  nextAt: string | null
}

/** Messages to one endpoint, newest first, without subjects. `after` is `next` of the previous page. */
export async function listDeliveries(
  ctx: Context,
  given: { endpointId: string; only?: 'dead' | undefined; after?: string | undefined; size?: number },
): Promise<{ items: DeliveryEntry[]; next: string | null }> {
  authorize(ctx.actor, 'integrations.read')
  const { endpointId, only, size = 50 } = given
  const after = readPageCursor(given.after)
  const order = only === 'dead' ? webhookDelivery.deadAt : webhookDelivery.createdAt
  const where: (SQL | undefined)[] = [eq(webhookDelivery.endpointId, endpointId)]
  if (only === 'dead') where.push(isNotNull(webhookDelivery.deadAt))
  if (after)
    where.push(
      lt(
        sql`(${order}, ${webhookDelivery.deliveryId})`,
        sql`(${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`,
      ),
    )
  const rows = await ctx.transaction(async (tx) => {
    await readInOrder(tx)
    return tx
      .select()
      .from(webhookDelivery)
      .where(and(...where))
      .orderBy(desc(order), desc(webhookDelivery.deliveryId))
      .limit(size + 1)
  })
  const shown = rows.slice(0, size)
  const last = rows.length > size ? shown.at(-1) : undefined
  const at = last && (only === 'dead' ? last.deadAt : last.createdAt)
  return {
    items: shown.map(entryOf),
    next: last && at ? pageCursor(at, last.deliveryId) : null,
  }
}

export type SubjectDelivery = DeliveryEntry & { endpointId: string; url: string }

const SHOWN_OF_SUBJECT = 30

/** The newest messages about one subject to all endpoints. The caller has authorized. */
export async function deliveriesOfSubject(tx: Transaction, subjectId: string): Promise<SubjectDelivery[]> {
  const rows = await tx
    .select({ delivery: webhookDelivery, url: webhookEndpoint.url })
    .from(webhookDelivery)
    .innerJoin(webhookEndpoint, eq(webhookEndpoint.endpointId, webhookDelivery.endpointId))
    .where(eq(webhookDelivery.subjectId, subjectId))
    .orderBy(desc(webhookDelivery.deliveryId))
    .limit(SHOWN_OF_SUBJECT)
  return rows.map(({ delivery, url }) => ({ ...entryOf(delivery), endpointId: delivery.endpointId, url }))
}

function entryOf(row: typeof webhookDelivery.$inferSelect): DeliveryEntry {
  const {
    deliveryId,
    event,
    createdAt,
    attempts,
    lastAttemptAt,
    lastOutcome,
    deliveredAt,
    deadAt,
    notBefore,
  } = row
  const state = deliveredAt ? 'delivered' : deadAt ? 'dead' : 'waiting'
  const pause = state === 'waiting' && lastAttemptAt ? pauseAfter(deliveryId, attempts) : null
  return {
    deliveryId,
    event,
    attempts,
    state,
    outcome: lastOutcome,
    createdAt: createdAt.toISOString(),
    lastAttemptAt: lastAttemptAt?.toISOString() ?? null,
    nextAt:
      pause !== null && lastAttemptAt
        ? new Date(Math.max(lastAttemptAt.getTime() + pause, notBefore?.getTime() ?? 0)).toISOString()
        : null,
  }
}
