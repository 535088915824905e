import { and, eq, gt, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { minor, representation, representativeOf, subject } from '#db/schema/people.ts'
import type { representationEnds, representativeCapacities } from '#db/schema/people-codes.ts'
import { asSystem, type Context, contextFor } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { lockPerson, readPerson } from '../record/person-records.ts'
import { type AgeBand, ageBand } from '../rules/minor-age.ts'

export type Represented = {
  representationId: string
  subjectId: string
  name: string | null
  capacity: (typeof representativeCapacities)[number]
  band: Exclude<AgeBand, 'adult'>
  /** Names of choices that a minor of 14 or older agrees to and the representative has not answered. */
  asked: readonly string[]
}

/** The minors that a person represents today; none where the setting is off. */
export async function readRepresented(ctx: Context, representativeId: string): Promise<Represented[]> {
  authorize(ctx.actor, 'representatives.read', { subjectId: representativeId })
  if (!ctx.services.env.guardians) return []
  const today = almatyDate(ctx.clock.now())
  return asSystem(ctx, 'minors').transaction(async (tx) => {
    const rows = await tx
      .select({ representation, minor })
      .from(representativeOf)
      .innerJoin(representation, eq(representation.representationId, representativeOf.representationId))
      .innerJoin(minor, eq(minor.subjectId, representation.subjectId))
      .where(
        and(
          eq(representativeOf.subjectId, representativeId),
          isNull(representation.endedAt),
          gt(minor.adultOn, today),
        ),
      )
    const represented: Represented[] = []
    for (const row of rows) {
      const { subjectId, representationId, capacity } = row.representation
      const band = ageBand(row.minor.adultOn, today)
      if (band === 'adult') continue
      const name = (await readPerson(tx, ctx.services.keys, subjectId))?.fullName ?? null
      represented.push({ representationId, subjectId, name, capacity, band, asked: row.minor.asked })
    }
    return represented
  })
}

/**
 * The context in which the signed-in representative acts for one minor; null: there is no such representation of theirs, it has
 * ended, or the minor is 18.
 */
export async function representativeContext(
  ctx: Context,
  representativeId: string,
  representationId: string,
): Promise<{ ctx: Context; represented: Represented } | null> {
  authorize(ctx.actor, 'representatives.read', { subjectId: representativeId })
  const all = await readRepresented(ctx, representativeId)
  const represented = all.find((one) => one.representationId === representationId)
  if (!represented) return null
  const { services, locale, signal, client, requestId } = ctx
  const actor = { kind: 'representative', subjectId: represented.subjectId, representationId } as const
  return { ctx: contextFor(services, { actor, locale, signal, client, requestId }), represented }
}

/**
 * The condition of a query by a representative: their representation is open and the minor under 18. Asked where records are
 * read or changed, as the context may be older than the end of the representation.
 */
// no permission: the use case authorizes
export const stillRepresents = (
  ctx: Context,
  { subjectId, representationId }: { subjectId: string; representationId: string },
): SQL => sql`EXISTS (
  SELECT FROM ${representation} r JOIN ${minor} m ON m.subject_id = r.subject_id
  WHERE r.subject_id = ${subjectId} AND r.representation_id = ${representationId}
    AND r.ended_at IS NULL AND m.adult_on > ${almatyDate(ctx.clock.now())})`

/** The same, asked in the transaction of a caller who has authorized. */
export async function isRepresented(
  tx: Transaction,
  ctx: Context,
  actor: { subjectId: string; representationId: string },
): Promise<boolean> {
  const rows = await tx
    .select({ representationId: representation.representationId })
    .from(representation)
    .where(and(eq(representation.representationId, actor.representationId), stillRepresents(ctx, actor)))
  return rows.length > 0
}

/**
 * The minor or the representative ends it; consents that were given stay until one of them, or the person at 18, withdraws
 * them. False when there was none.
 */
export async function endRepresentation(
  ctx: Context,
  endedBy: string,
  representationId: string,
): Promise<boolean> {
  authorize(ctx.actor, 'representatives.end', { subjectId: endedBy })
  return asSystem(ctx, 'minors').transaction(async (tx) => {
    const [row] = await tx
      .select({ subjectId: representation.subjectId, representativeId: representativeOf.subjectId })
      .from(representation)
      .leftJoin(representativeOf, eq(representativeOf.representationId, representation.representationId))
      .where(and(eq(representation.representationId, representationId), isNull(representation.endedAt)))
    if (!row || (row.subjectId !== endedBy && row.representativeId !== endedBy)) return false
    const { subjectId } = row
    const ended = subjectId === endedBy ? 'minor' : 'representative'
    return closeRepresentation(tx, ctx, { subjectId, representationId, ended })
  })
}

/** A representation, also one that has ended, with its representative; null: their data was erased. The caller has authorized. */
export async function readRepresentation(tx: Transaction, ctx: Context, representationId: string) {
  const [row] = await tx
    .select({ representation, representativeId: representativeOf.subjectId })
    .from(representation)
    .leftJoin(representativeOf, eq(representativeOf.representationId, representation.representationId))
    .where(eq(representation.representationId, representationId))
  if (!row) return null
  const { representativeId } = row
  const representative = representativeId ? await readPerson(tx, ctx.services.keys, representativeId) : null
  const { capacity, verifiedAt, endedAt } = row.representation
  return { capacity, verifiedAt, endedAt, representative }
}

/** Whether this account exists only to represent: the platform does not know it as a learner. */
export async function isOnlyRepresentative(ctx: Context, subjectId: string): Promise<boolean> {
  authorize(ctx.actor, 'representatives.read', { subjectId })
  return ctx.transaction(async (tx) => {
    const rows = await tx
      .select({ subjectId: subject.subjectId })
      .from(subject)
      .innerJoin(representativeOf, eq(representativeOf.subjectId, subject.subjectId))
      .where(and(eq(subject.subjectId, subjectId), isNull(subject.externalId)))
      .limit(1)
    return rows.length > 0
  })
}

/** What never changes of representations. The caller has authorized. */
export async function representationFacts(tx: Transaction, representationIds: readonly string[]) {
  if (representationIds.length === 0) return []
  const { representationId, capacity, verifiedAt } = representation
  return tx
    .select({ representationId, capacity, verifiedAt })
    .from(representation)
    .where(inArray(representationId, [...representationIds]))
}

/** Closes it in the transaction of a caller who has authorized, and tells both. False: somebody was faster. */
export async function closeRepresentation(
  tx: Transaction,
  ctx: Context,
  given: {
    subjectId: string
    representationId: string
    ended: (typeof representationEnds)[number]
    /** When it ended, where that was before it is recorded. */
    endedAt?: Date
  },
): Promise<boolean> {
  const { subjectId, representationId, ended, endedAt = ctx.clock.now() } = given
  await lockPerson(tx, subjectId)
  const closed = await tx
    .update(representation)
    .set({ endedAt, ended })
    .where(and(eq(representation.representationId, representationId), isNull(representation.endedAt)))
    .returning({ subjectId: representation.subjectId })
  if (closed.length === 0) return false
  const resource = `representation:${representationId}`
  await append(tx, ctx.auditedAs, { action: 'representative.end', subjectId, resource, reason: ended })
  const about = ended === 'adult' ? 'adult' : 'ended'
  for (const to of ['minor', 'representative'] as const)
    await enqueue(tx, 'send-representative-mail', { representationId, about, to })
  return true
}
