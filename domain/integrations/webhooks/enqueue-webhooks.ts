import { and, arrayOverlaps, isNull } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { webhookDelivery, webhookEndpoint } from '#db/schema/integrations.ts'
import { enqueueEach } from '#platform/jobs/enqueue.ts'
import { bodyOf, type OfferedEvent, type WebhookMessage } from '../rules/webhook-message.ts'
import { deliveryIdOf } from './delivery-id.ts'

export type Listener = { endpointId: string; events: readonly string[]; createdAt: Date }
export type Pair = { subjectId: string; endpointId: string }

/** A statement has no room for more parameters. */
const mostRows = 2000

/** The endpoints that are on and asked for one of these events. */
export function listenersFor(tx: Transaction, events: readonly OfferedEvent[]): Promise<Listener[]> {
  return tx
    .select({
      endpointId: webhookEndpoint.endpointId,
      events: webhookEndpoint.events,
      createdAt: webhookEndpoint.createdAt,
    })
    .from(webhookEndpoint)
    .where(and(isNull(webhookEndpoint.disabledAt), arrayOverlaps(webhookEndpoint.events, [...events])))
}

/** Writes what each listener is to be sent, and wakes who sends it, in the caller's transaction. Told twice, it is sent once. */
export async function enqueueWebhooks(
  tx: Transaction,
  listeners: readonly Listener[],
  messages: readonly WebhookMessage[],
  now: Date,
): Promise<void> {
  const rows = messages.flatMap((message) =>
    listeners
      .filter(({ events }) => events.includes(message.event))
      .map(({ endpointId }) => ({
        subjectId: message.subjectId,
        endpointId,
        deliveryId: deliveryIdOf(endpointId, message),
        event: message.event,
        payload: bodyOf(message),
        createdAt: now,
      })),
  )
  const pairs = new Map<string, Pair>()
  for (let from = 0; from < rows.length; from += mostRows) {
    const added = await tx
      .insert(webhookDelivery)
      .values(rows.slice(from, from + mostRows))
      .onConflictDoNothing()
      .returning({ subjectId: webhookDelivery.subjectId, endpointId: webhookDelivery.endpointId })
    for (const pair of added) pairs.set(jobKey(pair), pair)
  }
  await wakeSenders(tx, [...pairs.values()])
}

/** One job per subject and endpoint, so that its messages are sent in order. */
export const wakeSenders = (tx: Transaction, pairs: readonly Pair[]): Promise<void> =>
  enqueueEach(
    tx,
    'send-webhooks',
    pairs.map(({ subjectId, endpointId }) => ({
      key: jobKey({ subjectId, endpointId }),
      payload: { subjectId, endpointId },
    })),
  )

export const jobKey = ({ subjectId, endpointId }: Pair) => `webhook:${endpointId}:${subjectId}`
