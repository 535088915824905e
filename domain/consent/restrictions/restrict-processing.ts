import { and, desc, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { processingRestriction } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'

type Key = { subjectId: string; requestId: string }

/**
 * Restricts or blocks processing in the caller's transaction: from its commit on every decision about the subject is no,
 * except for the duty of protection (Art. 24(1)(3) of Law 94-V). Throws `Denied`.
 */
export async function restrictProcessing(
  tx: Transaction,
  ctx: Context,
  { blocking, ...key }: Key & { blocking: boolean },
): Promise<void> {
  authorize(ctx.actor, 'requests.carry-out')
  const since = ctx.clock.now()
  await tx.insert(processingRestriction).values({ ...key, blocking, since })
  const action = blocking ? 'processing.block' : 'processing.restrict'
  await append(tx, ctx.auditedAs, { action, subjectId: key.subjectId, resource: `request:${key.requestId}` })
}

/** Ends the restriction that this request made; false when there is none. In the caller's transaction. Throws `Denied`. */
export async function liftRestriction(tx: Transaction, ctx: Context, key: Key): Promise<boolean> {
  authorize(ctx.actor, 'requests.lift-restriction')
  const { subjectId, requestId } = key
  const lifted = await tx
    .update(processingRestriction)
    .set({ liftedAt: ctx.clock.now() })
    .where(and(ofRequest(key), isNull(processingRestriction.liftedAt)))
    .returning({ requestId: processingRestriction.requestId })
  if (lifted.length === 0) return false
  await append(tx, ctx.auditedAs, {
    action: 'processing.lift',
    subjectId,
    resource: `request:${requestId}`,
  })
  return true
}

const ofRequest = ({ subjectId, requestId }: Key) =>
  and(eq(processingRestriction.subjectId, subjectId), eq(processingRestriction.requestId, requestId))

export type Restriction = { requestId: string; blocking: boolean; since: string; liftedAt: string | null }

/** The restrictions of a subject, newest first. Throws `Denied`. */
export async function readRestrictions(ctx: Context, subjectId: string): Promise<Restriction[]> {
  authorize(ctx.actor, 'choices.read', { subjectId })
  return ctx.transaction((tx) => restrictionsOf(tx, subjectId))
}

/** The same for a caller that has authorized. */
export async function restrictionsOf(tx: Transaction, subjectId: string): Promise<Restriction[]> {
  const rows = await tx
    .select()
    .from(processingRestriction)
    .where(eq(processingRestriction.subjectId, subjectId))
    .orderBy(desc(processingRestriction.since))
  return rows.map(({ requestId, blocking, since, liftedAt }) => ({
    requestId,
    blocking,
    since: since.toISOString(),
    liftedAt: liftedAt?.toISOString() ?? null,
  }))
}
