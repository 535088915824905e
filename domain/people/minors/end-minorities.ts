import { and, asc, eq, isNull, lte, or } from 'drizzle-orm'
import {
  minor,
  representation,
  representativeInvitation,
  representativeOf,
  subject,
} from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { endVerifications } from '#domain/access/email-verification.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'
import type { LocalDate } from '#platform/time/local-date.ts'
import { lockPerson } from '../record/person-records.ts'
import { closeRepresentation } from './represent.ts'

/**
 * Ends minorities: of each person who turned 18 the day is deleted, the representation closed with the beginning of that day, and
 * the first page asks again; both are told. Nothing waits for this:
 * every question about a minor reads the day. Also closes representations of which either was erased.
 */
export async function endMinorities(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'representatives.end-adults')
  const today = almatyDate(ctx.clock.now())
  const due = await ctx.transaction((tx) =>
    tx
      .select({ subjectId: minor.subjectId, adultOn: minor.adultOn })
      .from(minor)
      .where(lte(minor.adultOn, today))
      .orderBy(asc(minor.adultOn), asc(minor.subjectId)),
  )
  for (const one of due) await endMinority(ctx, one)
  await closeWithoutRepresentative(ctx)
  return due.length
}

const endMinority = (ctx: Context, { subjectId, adultOn }: { subjectId: string; adultOn: LocalDate }) =>
  ctx.transaction(async (tx) => {
    await lockPerson(tx, subjectId)
    const [open] = await tx
      .select()
      .from(representation)
      .where(and(eq(representation.subjectId, subjectId), isNull(representation.endedAt)))
    // The rights ended with the day itself, whenever this job runs.
    if (open) await closeRepresentation(tx, ctx, { ...open, ended: 'adult', endedAt: almatyInstant(adultOn) })
    await tx.delete(representativeInvitation).where(eq(representativeInvitation.subjectId, subjectId))
    await endVerifications(tx, subjectId, ['representative'], ctx.clock.now())
    await tx.delete(minor).where(eq(minor.subjectId, subjectId))
    // The first page asks the young adult, who now decides alone.
    await tx.update(subject).set({ welcomedAt: null }).where(eq(subject.subjectId, subjectId))
    await append(tx, ctx.auditedAs, { action: 'minor.adult', subjectId })
  })

async function closeWithoutRepresentative(ctx: Context) {
  const orphans = await ctx.transaction((tx) =>
    tx
      .select({ subjectId: representation.subjectId, representationId: representation.representationId })
      .from(representation)
      .leftJoin(representativeOf, eq(representativeOf.representationId, representation.representationId))
      .leftJoin(minor, eq(minor.subjectId, representation.subjectId))
      .where(
        and(or(isNull(representativeOf.subjectId), isNull(minor.subjectId)), isNull(representation.endedAt)),
      ),
  )
  for (const orphan of orphans)
    await ctx.transaction((tx) => closeRepresentation(tx, ctx, { ...orphan, ended: 'erased' }))
}
