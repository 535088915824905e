import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { consentEvent, consentHead, consentState, processingObjection } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'

type Key = { subjectId: string; requestId: string }

/** What is done by automated means only: an objection is to this purpose (Art. 19-1(3) of Law 94-V). */
export const objectedPurpose = 'personalisation'

/** Records a granted objection after its withdrawals were written, in the same transaction. */
// no permission: `withdrawByRequest` has authorized
export async function recordObjection(tx: Transaction, ctx: Context, key: Key): Promise<void> {
  const [head] = await tx
    .select({ seq: consentHead.lastSeq })
    .from(consentHead)
    .where(eq(consentHead.subjectId, key.subjectId))
  await tx
    .insert(processingObjection)
    .values({ ...key, seq: head?.seq ?? 0, since: ctx.clock.now() })
    .onConflictDoNothing()
  await append(tx, ctx.auditedAs, {
    action: 'objection.begin',
    subjectId: key.subjectId,
    resource: `request:${key.requestId}`,
  })
}

/** The subject agreed to that processing after the objection `processing_objection`. */
const laterGrant = sql`EXISTS (SELECT FROM ${consentEvent} WHERE ${and(
  eq(consentEvent.subjectId, processingObjection.subjectId),
  eq(consentEvent.purpose, objectedPurpose),
  eq(consentEvent.decision, 'granted'),
  sql`${consentEvent.seq} > ${processingObjection.seq}`,
)})`

/** Whether an objection of the subject holds now, also when its end is not recorded yet. For a caller that has authorized. */
export async function isObjecting(tx: Transaction, subjectId: string): Promise<boolean> {
  const held = await tx
    .select({ requestId: processingObjection.requestId })
    .from(processingObjection)
    .where(
      and(
        eq(processingObjection.subjectId, subjectId),
        isNull(processingObjection.liftedAt),
        sql`NOT ${laterGrant}`,
      ),
    )
    .limit(1)
  return held.length > 0
}

/** Consents to what was objected to that are granted now. For a caller that has authorized. */
export async function countGrantsAgainst(tx: Transaction, subjectId: string): Promise<number> {
  const granted = await tx
    .select({ seq: consentState.seq })
    .from(consentState)
    .where(
      and(
        eq(consentState.subjectId, subjectId),
        eq(consentState.purpose, objectedPurpose),
        eq(consentState.decision, 'granted'),
      ),
    )
  return granted.length
}

/** The objection of a request; null when it was granted none. For a caller that has authorized. */
export async function objectionOf(
  tx: Transaction,
  { subjectId, requestId }: Key,
): Promise<{ liftedAt: Date | null } | null> {
  const [row] = await tx
    .select({ liftedAt: processingObjection.liftedAt })
    .from(processingObjection)
    .where(and(eq(processingObjection.subjectId, subjectId), eq(processingObjection.requestId, requestId)))
  return row ?? null
}

/** Which of these subjects have an objection whose end is not recorded. For a caller that has authorized. */
export async function objectingAmong(tx: Transaction, subjectIds: readonly string[]): Promise<string[]> {
  if (subjectIds.length === 0) return []
  const rows = await tx
    .selectDistinct({ subjectId: processingObjection.subjectId })
    .from(processingObjection)
    .where(and(inArray(processingObjection.subjectId, [...subjectIds]), isNull(processingObjection.liftedAt)))
  return rows.map(({ subjectId }) => subjectId)
}

/**
 * Records that the subject's objections ended, where they agreed to the processing again, in the caller's transaction. Returns
 * the requests whose objections these were. Throws `Denied`.
 */
export async function liftObjections(tx: Transaction, ctx: Context, subjectId: string): Promise<Key[]> {
  authorize(ctx.actor, 'requests.carry-out')
  const lifted = await tx
    .update(processingObjection)
    .set({ liftedAt: ctx.clock.now() })
    .where(
      and(eq(processingObjection.subjectId, subjectId), isNull(processingObjection.liftedAt), laterGrant),
    )
    .returning({ subjectId: processingObjection.subjectId, requestId: processingObjection.requestId })
  for (const { requestId } of lifted)
    await append(tx, ctx.auditedAs, { action: 'objection.end', subjectId, resource: `request:${requestId}` })
  return lifted
}

export type Objection = { requestId: string; since: Date; liftedAt: Date | null }

/** The objections that a subject was granted, newest first. For a caller that has authorized. */
export const objectionsOf = (tx: Transaction, subjectId: string): Promise<Objection[]> =>
  tx
    .select({
      requestId: processingObjection.requestId,
      since: processingObjection.since,
      liftedAt: processingObjection.liftedAt,
    })
    .from(processingObjection)
    .where(eq(processingObjection.subjectId, subjectId))
    .orderBy(desc(processingObjection.since))
