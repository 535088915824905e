import { and, asc, eq, gte } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { consentEvent } from '#db/schema/consent.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { type LogProof, readProof } from '#domain/audit/log/read-proof.ts'
import { append } from '#domain/audit/record/append.ts'
import { readExternalId } from '#domain/people/subjects/external-id.ts'
import { type EventStatus, eventStatus } from '../rules/event-status.ts'
import type { Receipt } from './build-receipt.ts'
import { heldReceipts } from './receipt-facts.ts'
import type { ReceiptFacts } from './receipt-shape.ts'
import type { Signed } from './sign-receipt.ts'

export type OwnReceipt = {
  receipt: Signed<Receipt>
  facts: ReceiptFacts
  standing: EventStatus
  /** Whose it is, as the learning platform knows them; for programs. */
  externalId: string | null
}

/**
 * The receipt of one event: the subject's own, or for a program with the scope anybody's, which is audited. Null when
 * there is none or it is another subject's. Throws `Denied`.
 */
export async function readReceipt(ctx: Context, eventId: string): Promise<OwnReceipt | null> {
  const own = ctx.actor.kind === 'subject' ? { subjectId: ctx.actor.subjectId } : {}
  authorize(ctx.actor, 'receipts.read', own)
  if (!z.uuid().safeParse(eventId).success) return null
  const found = await ctx.transaction(async (tx) => {
    const [held] = await heldReceipts(tx, ctx.services.keys, eq(consentEvent.eventId, eventId), 1)
    if (!held) return null
    const { subjectId, seq, facts, receipt } = held
    authorize(ctx.actor, 'receipts.read', { subjectId })
    if (ctx.actor.kind !== 'subject')
      await append(tx, ctx.auditedAs, {
        action: 'receipt.read',
        subjectId,
        resource: `consent_event:${eventId}`,
      })
    const standing = eventStatus(await stepsFrom(tx, { subjectId, seq, ...facts }), ctx.clock.now())
    return { subjectId, receipt, facts, standing }
  })
  if (!found) return null
  const { subjectId, ...rest } = found
  const externalId =
    ctx.actor.kind === 'program' ? await readExternalId(asSystem(ctx, 'read-receipt'), subjectId) : null
  return { ...rest, externalId }
}

/**
 * Proof that the event of a receipt is in the audit log; `proof` is null until it is sealed. Null for a receipt that the actor
 * may not read. Throws `Denied`.
 */
export async function readReceiptProof(
  ctx: Context,
  eventId: string,
): Promise<{ proof: LogProof | null } | null> {
  if (!(await readReceipt(ctx, eventId))) return null
  const { subjectId, seq } = consentEvent
  const [event] = await ctx.transaction((tx) =>
    tx.select({ subjectId, seq }).from(consentEvent).where(eq(consentEvent.eventId, eventId)),
  )
  if (!event) return null
  const actions = ['consent.grant', 'consent.withdraw', 'consent.change']
  return { proof: await readProof(ctx, { actions, subjectId: event.subjectId, eventSeq: event.seq }) }
}

type Place = {
  subjectId: string
  seq: number
  purpose: ReceiptFacts['purpose']
  topic: string
  channel: string
}

/** An event and what followed on the same choice. Capped: what comes after the first change of mind decides nothing. */
export function stepsFrom(tx: Transaction, { subjectId, seq, purpose, topic, channel }: Place) {
  const { decision, origin, recordedAt, expiresAt } = consentEvent
  return tx
    .select({ seq: consentEvent.seq, decision, origin, recordedAt, expiresAt })
    .from(consentEvent)
    .where(
      and(
        eq(consentEvent.subjectId, subjectId),
        gte(consentEvent.seq, seq),
        eq(consentEvent.purpose, purpose),
        eq(consentEvent.topic, topic),
        eq(consentEvent.channel, channel),
      ),
    )
    .orderBy(asc(consentEvent.seq))
    .limit(1000)
}
