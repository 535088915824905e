import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readExternalIds } from '#domain/people/subjects/external-id.ts'
import { readForTelling, type ToldRequest } from '#domain/requests/view/read-for-webhook.ts'
import type { WebhookMessage } from '../rules/webhook-message.ts'
import { enqueueWebhooks, type Listener, listenersFor } from './enqueue-webhooks.ts'

/**
 * Tells of a request that it was opened and, once it is over, that it was closed: both every time, as what was told before
 * is not told again, so a closing never overtakes the opening. Who began to listen in between hears of what came after.
 */
// no audit record: queues a message about a request that has one
export async function publishRequestEvent(
  ctx: Context,
  key: { subjectId: string; requestId: string },
): Promise<void> {
  authorize(ctx.actor, 'requests.tell')
  await ctx.transaction(async (tx) => {
    const listeners = await listenersFor(tx, ['request.opened', 'request.closed'])
    if (listeners.length === 0) return
    const subject = (await readExternalIds(ctx, tx, [key.subjectId])).get(key.subjectId)
    const told = subject === undefined ? null : await readForTelling(ctx, tx, key)
    if (subject === undefined || !told) return
    for (const message of messagesOf(told, subject, key))
      await enqueueWebhooks(tx, listeners.filter(listenedAt(message.at)), [message], ctx.clock.now())
  })
}

const listenedAt = (at: Date) => (listener: Listener) => listener.createdAt <= at

function messagesOf(
  { reference, right, variant, receivedAt, dueAt, opened, closed }: ToldRequest,
  subject: string,
  { subjectId, requestId }: { subjectId: string; requestId: string },
): WebhookMessage[] {
  const named = { subject, reference, right, variant }
  const times = { receivedAt: receivedAt.toISOString(), dueAt: dueAt?.toISOString() ?? null }
  const opening: WebhookMessage = {
    subjectId,
    event: 'request.opened',
    at: opened.at,
    tie: opened.seq,
    source: `request-opened:${requestId}`,
    data: { ...named, status: opened.status, ...times },
  }
  if (!closed) return [opening]
  const closing: WebhookMessage = {
    subjectId,
    event: 'request.closed',
    at: closed.at,
    tie: closed.seq,
    source: `request-closed:${requestId}`,
    data: { ...named, status: closed.status, ...times, closedAt: closed.at.toISOString() },
  }
  return [opening, closing]
}
