import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readChoices } from '#domain/consent/ledger/read-choices.ts'
import { readSpans, type Span, takeUnpublishedSpans } from '#domain/consent/ledger/read-event-spans.ts'
import { objectingAmong } from '#domain/consent/objections/objections.ts'
import { restrictedAmong } from '#domain/consent/restrictions/restrict-processing.ts'
import { readExternalIds } from '#domain/people/subjects/external-id.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { enqueueWebhooks, listenersFor } from './enqueue-webhooks.ts'

const most = 500

/**
 * Moves spans of events from the ledger's outbox into the job queue and returns how many there were. One at a
 * time, so that what concerns one person goes out in the order of the ledger. Nothing is lost when it is cut off: what was
 * taken and what was enqueued commit together.
 */
// no audit record: queues messages about choices that have one
export async function publishConsentEvents(ctx: Context, to: { platform: boolean }): Promise<number> {
  authorize(ctx.actor, 'choices.tell')
  return ctx.transaction(async (tx) => {
    const [lock] = await tx.execute<{ got: boolean }>(
      sql`SELECT pg_try_advisory_xact_lock(hashtext('portal.publish-consent-events')) AS got`,
    )
    if (!lock?.got) return 0
    const spans = await takeUnpublishedSpans(ctx, tx, most)
    if (spans.length === 0) return 0
    const subjectIds = [...new Set(spans.map((span) => span.subjectId))]
    if (to.platform) await enqueue(tx, 'sync-preferences', { subjectIds })
    const objecting = await objectingAmong(tx, subjectIds)
    if (objecting.length > 0) await enqueue(tx, 'end-objections', { subjectIds: objecting })
    await tellWebhooksOf(ctx, tx, spans, subjectIds)
    return spans.length
  })
}

/**
 * Queues the messages about consents that were withheld while processing was restricted, if they are still granted; one that was
 * sent before is not sent again. Throws `Denied`.
 */
// no audit record: queues messages about choices that have one
export async function publishHeldChoices(
  ctx: Context,
  { subjectId, since }: { subjectId: string; since: string | null },
): Promise<void> {
  authorize(ctx.actor, 'choices.tell')
  const granted = (await readChoices(ctx, subjectId)).filter(
    ({ decision, recordedAt }) =>
      decision === 'granted' && recordedAt !== null && (since === null || recordedAt >= since),
  )
  const spans = granted.map(({ seq }) => ({ subjectId, firstSeq: seq, lastSeq: seq }))
  await ctx.transaction((tx) => tellWebhooksOf(ctx, tx, spans, [subjectId]))
}

async function tellWebhooksOf(
  ctx: Context,
  tx: Transaction,
  spans: readonly Span[],
  subjectIds: readonly string[],
): Promise<void> {
  const listeners = await listenersFor(tx, ['choice.recorded'])
  if (listeners.length === 0) return
  const known = await readExternalIds(ctx, tx, subjectIds)
  // A consent makes programs use the data. A withdrawal always goes out (Art. 24(1)(3), (5) of Law 94-V).
  const restricted = await restrictedAmong(tx, subjectIds)
  const choices = (await readSpans(ctx, tx, spans)).filter(
    ({ subjectId, decision }) => decision === 'withdrawn' || !restricted.has(subjectId),
  )
  const messages = choices.flatMap((choice) => {
    // Subjects without an `externalId` are skipped: programs identify people by it.
    const subject = known.get(choice.subjectId)
    if (subject === undefined) return []
    const { subjectId, seq, eventId, recordedAt, givenAt, expiresAt } = choice
    return {
      subjectId,
      event: 'choice.recorded' as const,
      at: recordedAt,
      tie: seq,
      source: `choice:${eventId}`,
      data: {
        subject,
        purpose: choice.purpose,
        topic: choice.topic || null,
        channel: choice.channel || null,
        decision: choice.decision,
        seq,
        policyVersion: choice.policyVersion,
        locale: choice.locale,
        // `import`: taken over from another system, made at `givenAt`.
        origin: choice.origin,
        givenAt: givenAt?.toISOString() ?? null,
        expiresAt: expiresAt?.toISOString() ?? null,
        receiptId: eventId,
      },
    }
  })
  await enqueueWebhooks(tx, listeners, messages, ctx.clock.now())
}
