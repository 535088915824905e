import { and, desc, eq, inArray, isNull } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { processingRestriction } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { lockPerson } from '#domain/people/record/person-records.ts'

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
  // A change of the profile that is under way comes before; one that comes later sees the blocking.
  await lockPerson(tx, key.subjectId)
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

/** Which of these subjects are restricted or blocked. For a caller that has authorized. */
export async function restrictedAmong(
  tx: Transaction,
  subjectIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (subjectIds.length === 0) return new Set()
  const rows = await tx
    .selectDistinct({ subjectId: processingRestriction.subjectId })
    .from(processingRestriction)
    .where(
      and(inArray(processingRestriction.subjectId, [...subjectIds]), isNull(processingRestriction.liftedAt)),
    )
  return new Set(rows.map(({ subjectId }) => subjectId))
}
