import { desc, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { representation, representativeInvitation, representativeOf } from '#db/schema/people.ts'
import type { representationEnds, representativeCapacities } from '#db/schema/people-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { type PersonRecord, readPerson } from '../record/person-records.ts'

export type RepresentationFacts = {
  representationId: string
  capacity: (typeof representativeCapacities)[number]
  verifiedAt: Date
  endedAt: Date | null
  ended: (typeof representationEnds)[number] | null
}

export type Representations = {
  /** Who represents or represented the person. `representative` is null where their data was erased. */
  by: (RepresentationFacts & { representative: PersonRecord | null })[]
  /** Representations in which the person acts or acted: nothing of the minor. */
  of: RepresentationFacts[]
  /** A representative was invited then and has not confirmed. */
  invitedAt: Date | null
}

const facts = {
  representationId: representation.representationId,
  capacity: representation.capacity,
  verifiedAt: representation.verifiedAt,
  endedAt: representation.endedAt,
  ended: representation.ended,
}

/** The representations of a person on either side, newest first. The caller has authorized. */
export async function representationsOf(
  tx: Transaction,
  ctx: Context,
  subjectId: string,
): Promise<Representations> {
  const rows = await tx
    .select({ ...facts, representativeId: representativeOf.subjectId })
    .from(representation)
    .leftJoin(representativeOf, eq(representativeOf.representationId, representation.representationId))
    .where(eq(representation.subjectId, subjectId))
    .orderBy(desc(representation.verifiedAt))
  const by: Representations['by'] = []
  for (const { representativeId, ...row } of rows) {
    const found = representativeId ? await readPerson(tx, ctx.services.keys, representativeId) : null
    by.push({ ...row, representative: found })
  }
  const of = await tx
    .select(facts)
    .from(representativeOf)
    .innerJoin(representation, eq(representation.representationId, representativeOf.representationId))
    .where(eq(representativeOf.subjectId, subjectId))
    .orderBy(desc(representation.verifiedAt))
  const [invited] = await tx
    .select({ at: representativeInvitation.createdAt })
    .from(representativeInvitation)
    .where(eq(representativeInvitation.subjectId, subjectId))
  return { by, of, invitedAt: invited?.at ?? null }
}
