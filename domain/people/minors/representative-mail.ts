import { eq } from 'drizzle-orm'
import { representation, representativeInvitation, representativeOf } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { readOpenVerification, verificationSecrets } from '#domain/access/email-verification.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readPerson } from '../record/person-records.ts'
import { findSubjectCipher } from '../record/subject-fields.ts'
import { invitedEmailPlace } from './read-minors.ts'

export type RepresentativeInvitationMail = {
  to: string
  locale: Locale
  minorName: string | null
  linkToken: string
  expiresAt: Date
}

/** What the job `send-representative-invitation` sends; null: used, replaced or over. */
export async function readRepresentativeInvitation(
  ctx: Context,
  verificationId: string,
): Promise<RepresentativeInvitationMail | null> {
  authorize(ctx.actor, 'representatives.mail')
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const link = await readOpenVerification(tx, verificationId, ctx.clock.now())
    if (!link?.resourceId || !link.accountId) return null
    const [row] = await tx
      .select()
      .from(representativeInvitation)
      .where(eq(representativeInvitation.invitationId, link.resourceId))
    const cipher = row && (await findSubjectCipher(tx, keys, row.subjectId))
    if (!row || !cipher) return null
    const person = await readPerson(tx, keys, row.subjectId)
    const { locale, expiresAt } = link
    const { linkToken } = verificationSecrets(keys, verificationId)
    const to = cipher.decrypt(invitedEmailPlace(row.invitationId), row.emailSealed)
    return { to, locale, expiresAt, linkToken, minorName: person?.fullName ?? null }
  })
}

export type RepresentativeMail = { to: string; locale: Locale; minorName: string | null }

/** The addressee of a message about a representation; null: the person, or their address, is gone. */
export async function readRepresentativeMail(
  ctx: Context,
  { representationId, to }: { representationId: string; to: 'minor' | 'representative' },
): Promise<RepresentativeMail | null> {
  authorize(ctx.actor, 'representatives.mail')
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const [row] = await tx
      .select({ subjectId: representation.subjectId, representativeId: representativeOf.subjectId })
      .from(representation)
      .leftJoin(representativeOf, eq(representativeOf.representationId, representation.representationId))
      .where(eq(representation.representationId, representationId))
    if (!row) return null
    const represented = await readPerson(tx, keys, row.subjectId)
    const other = row.representativeId ? await readPerson(tx, keys, row.representativeId) : null
    const addressee = to === 'minor' ? represented : other
    if (!addressee?.email) return null
    return { to: addressee.email, locale: addressee.locale, minorName: represented?.fullName ?? null }
  })
}
