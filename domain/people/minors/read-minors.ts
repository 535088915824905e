import { and, eq, gt, inArray, isNull, or } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import {
  minor,
  representation,
  representativeInvitation,
  representativeOf,
  subject,
} from '#db/schema/people.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import type { LocalDate } from '#platform/time/local-date.ts'
import { findSubjectCipher } from '../record/subject-fields.ts'
import { maskEmail } from '../rules/mask-email.ts'
import { type AgeBand, ageBand } from '../rules/minor-age.ts'

export type Minor = {
  band: Exclude<AgeBand, 'adult'>
  /** Names of choices that the minor agrees to and the representative has not answered. */
  asked: readonly string[]
  /** The representative: confirmed, or named and not heard of yet; null: neither. */
  representative:
    | { state: 'confirmed'; representationId: string }
    | { state: 'named'; email: string; expiresAt: Date }
    | null
}

/** Where the address of a representative who has not answered yet is encrypted. */
export const invitedEmailPlace = (invitationId: string) => ({
  table: 'representative_invitation',
  column: 'email_sealed',
  row: invitationId,
})

/** What the portal holds of the person as a minor; null for an adult, and for everybody where the setting is off. */
export async function readMinor(ctx: Context, subjectId: string): Promise<Minor | null> {
  authorize(ctx.actor, 'minors.read', { subjectId })
  if (!ctx.services.env.guardians) return null
  return ctx.transaction((tx) => minorOf(tx, ctx, subjectId))
}

/** The same in a transaction of the caller, who has authorized. */
export async function minorOf(tx: Transaction, ctx: Context, subjectId: string): Promise<Minor | null> {
  const [row] = await tx.select().from(minor).where(eq(minor.subjectId, subjectId))
  const band = row ? ageBand(row.adultOn, almatyDate(ctx.clock.now())) : 'adult'
  if (!row || band === 'adult') return null
  const [open] = await tx
    .select({ representationId: representation.representationId })
    .from(representation)
    .where(and(eq(representation.subjectId, subjectId), isNull(representation.endedAt)))
  const representative = open
    ? ({ state: 'confirmed', ...open } as const)
    : await namedRepresentative(tx, ctx, subjectId)
  return { band, asked: row.asked, representative }
}

async function namedRepresentative(tx: Transaction, ctx: Context, subjectId: string) {
  const [invitation] = await tx
    .select()
    .from(representativeInvitation)
    .where(
      and(
        eq(representativeInvitation.subjectId, subjectId),
        gt(representativeInvitation.expiresAt, ctx.clock.now()),
      ),
    )
  const cipher = invitation && (await findSubjectCipher(tx, ctx.services.keys, subjectId))
  if (!invitation || !cipher) return null
  const { invitationId, emailSealed, expiresAt } = invitation
  const email = maskEmail(cipher.decrypt(invitedEmailPlace(invitationId), emailSealed))
  return { state: 'named' as const, email, expiresAt }
}

/** Whether there is any row about people under 18 and their representatives, of anybody. The caller has authorized. */
export async function holdsMinors(tx: Transaction): Promise<boolean> {
  for (const table of [minor, representativeInvitation, representation, representativeOf])
    if ((await tx.select({ subjectId: table.subjectId }).from(table).limit(1)).length > 0) return true
  return false
}

type Ref = { subjectId: string } | { externalId: string }

/** Those of these subjects who are under 18 today: by the id that each is named with, the portal's own id. */
export async function minorsAmong(ctx: Context, refs: readonly Ref[]): Promise<ReadonlyMap<string, string>> {
  const system = asSystem(ctx, 'minors')
  authorize(system.actor, 'minors.read-many')
  const ids = refs.flatMap((ref) => ('subjectId' in ref ? [ref.subjectId] : []))
  const externalIds = refs.flatMap((ref) => ('externalId' in ref ? [ref.externalId] : []))
  const today: LocalDate = almatyDate(ctx.clock.now())
  const rows = await system.transaction((tx) =>
    tx
      .select({ subjectId: subject.subjectId, externalId: subject.externalId })
      .from(minor)
      .innerJoin(subject, eq(subject.subjectId, minor.subjectId))
      .where(
        and(
          gt(minor.adultOn, today),
          or(inArray(subject.subjectId, ids), inArray(subject.externalId, externalIds)),
        ),
      ),
  )
  return new Map(
    rows.flatMap(({ subjectId, externalId }) => [
      [subjectId, subjectId] as const,
      ...(externalId ? [[externalId, subjectId] as const] : []),
    ]),
  )
}
