import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { webhookDelivery, webhookEndpoint } from '#db/schema/integrations.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import type { PostOutcome } from '#platform/outgoing/post-message.ts'
import { turnOff } from '../endpoints/switch-endpoint.ts'
import { decryptSecrets, secretsInForce, signatureHeaders } from '../endpoints/webhook-secret.ts'
import type { WebhookBody } from '../rules/webhook-message.ts'
import { mostAttempts, pauseAfter } from '../rules/webhook-pauses.ts'
import { jobKey, type Pair } from './enqueue-webhooks.ts'

export type Post = (
  url: string,
  message: { headers: Record<string, string>; body: string },
) => Promise<PostOutcome>

/** Longer than an attempt can take: afterwards its worker counts as dead. */
const attemptEndsMs = 60_000
/** A job stops there and makes room for others; what waits goes on in the next. */
const mostInARow = 50
const dayMs = 86_400_000
export const sending = 'sending'

type Attempt = Pair & {
  deliveryId: string
  attempts: number
  url: string
  secretSealed: Buffer
  body: string
}
type Turn = { status: 'nothing' } | { status: 'later'; inMs: number } | { status: 'send'; attempt: Attempt }

/**
 * Sends the messages of one subject and endpoint in order: each waits until the one before is delivered or given up.
 * Safe to run twice at once: an attempt belongs to the worker that recorded it first.
 */
export async function sendWebhooks(ctx: Context, pair: Pair, post: Post): Promise<void> {
  authorize(ctx.actor, 'webhooks.send')
  for (let sent = 0; sent < mostInARow; sent++) {
    const turn = await ctx.transaction(async (tx) => {
      const next = await nextTurn(tx, ctx, pair)
      if (next.status === 'later') await wakeIn(tx, ctx, pair, next.inMs)
      return next
    })
    if (turn.status !== 'send') return
    const outcome = await post(turn.attempt.url, signed(ctx, turn.attempt))
    if (!(await ctx.transaction((tx) => settle(tx, ctx, turn.attempt, outcome)))) return
  }
  await ctx.transaction((tx) => wakeIn(tx, ctx, pair, 0))
}

async function nextTurn(tx: Transaction, ctx: Context, pair: Pair): Promise<Turn> {
  const [head] = await tx
    .select()
    .from(webhookDelivery)
    .where(isWaiting(pair))
    .orderBy(asc(webhookDelivery.deliveryId))
    .limit(1)
    .for('update')
  if (!head) return { status: 'nothing' }
  const [endpoint] = await tx
    .select()
    .from(webhookEndpoint)
    .where(eq(webhookEndpoint.endpointId, pair.endpointId))
  if (!endpoint || endpoint.disabledAt) return { status: 'nothing' }
  const now = ctx.clock.now()
  const since = head.lastAttemptAt ? now.getTime() - head.lastAttemptAt.getTime() : 0
  const pause =
    head.lastOutcome === sending ? attemptEndsMs : (pauseAfter(head.deliveryId, head.attempts) ?? 0)
  const asked = (head.notBefore?.getTime() ?? 0) - now.getTime()
  const inMs = Math.max(head.attempts > 0 ? pause - since : 0, asked)
  if (inMs > 0) return { status: 'later', inMs }
  const attempts = head.attempts + 1
  await tx
    .update(webhookDelivery)
    .set({ attempts, lastAttemptAt: now, lastOutcome: sending })
    .where(isDelivery({ ...pair, deliveryId: head.deliveryId }))
  const { type, timestamp, data } = head.payload as WebhookBody
  const body = JSON.stringify({ type, timestamp, data })
  const { url, secretSealed } = endpoint
  return {
    status: 'send',
    attempt: { ...pair, deliveryId: head.deliveryId, attempts, url, secretSealed, body },
  }
}

function signed(ctx: Context, { endpointId, deliveryId, secretSealed, body }: Attempt) {
  const { clock, services } = ctx
  const secrets = secretsInForce(decryptSecrets(services.keys, endpointId, secretSealed), clock.now())
  // Receivers compare the time of a signature with their own clocks.
  const at = clock.unmoved()
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'privacy-portal-webhooks/1',
      ...signatureHeaders(secrets, { id: deliveryId, at, body }),
    },
    body,
  }
}

/** Writes down what came of an attempt. True: the next one may go. */
async function settle(
  tx: Transaction,
  ctx: Context,
  attempt: Attempt,
  outcome: PostOutcome,
): Promise<boolean> {
  const { deliveryId, attempts, endpointId } = attempt
  const now = ctx.clock.now()
  const code = 'status' in outcome ? String(outcome.status) : outcome.failure
  const delivered = 'status' in outcome && outcome.status >= 200 && outcome.status < 300
  const dead = !delivered && (attempts >= mostAttempts || code === '410')
  // No receiver puts a message off for longer than a day.
  const asked = delivered || !('status' in outcome) ? 0 : Math.min(outcome.retryAfterMs ?? 0, dayMs)
  const [settled] = await tx
    .update(webhookDelivery)
    .set({
      lastOutcome: code,
      notBefore: asked > 0 ? new Date(now.getTime() + asked) : null,
      ...(delivered && { deliveredAt: now }),
      ...(dead && { deadAt: now }),
    })
    .where(and(isDelivery(attempt), eq(webhookDelivery.attempts, attempts), isNull(webhookDelivery.deadAt)))
    .returning({ event: webhookDelivery.event })
  if (!settled) return false
  // The last message about a person who was erased: it names the person on the platform and is not kept.
  if (delivered && settled.event === 'person.erased')
    await tx.delete(webhookDelivery).where(isDelivery(attempt))
  if (delivered) return true
  ctx.services.log.warn({ endpointId, deliveryId, attempts, outcome: code }, 'a webhook was not taken')
  if (dead)
    await append(tx, ctx.auditedAs, {
      action: 'webhook.give-up',
      resource: `webhook:${endpointId}`,
      reason: code,
    })
  // 410 Gone: the receiver wants nothing more (Standard Webhooks).
  if (code === '410') await turnOff(tx, ctx, endpointId, 'gone')
  else if (!dead) await wakeIn(tx, ctx, attempt, Math.max(pauseAfter(deliveryId, attempts) ?? 0, asked))
  return dead && code !== '410'
}

const wakeIn = (tx: Transaction, { clock }: Context, { subjectId, endpointId }: Pair, inMs: number) =>
  enqueue(
    tx,
    'send-webhooks',
    { subjectId, endpointId },
    { key: jobKey({ subjectId, endpointId }), runAt: { at: new Date(clock.now().getTime() + inMs), clock } },
  )

const isPair = ({ subjectId, endpointId }: Pair) =>
  and(eq(webhookDelivery.subjectId, subjectId), eq(webhookDelivery.endpointId, endpointId))

const isWaiting = (pair: Pair) =>
  and(isPair(pair), isNull(webhookDelivery.deliveredAt), isNull(webhookDelivery.deadAt))

const isDelivery = ({ deliveryId, ...pair }: Pair & { deliveryId: string }) =>
  and(isPair(pair), eq(webhookDelivery.deliveryId, deliveryId))
