import { and, eq } from 'drizzle-orm'
import { emailChange, subject } from '#db/schema/people.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { findByLink, openVerificationsOf, verificationSecrets } from '#domain/access/email-verification.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { decryptFields, findSubjectCipher } from '../record/subject-fields.ts'
import {
  type EmailChangeSide,
  emailChangePurposes,
  isPending,
  isTaken,
  newEmailPlace,
  sideOf,
} from './change-email.ts'

export type PendingEmailChange = {
  newEmail: string
  oldConfirmed: boolean
  newConfirmed: boolean
  /** ISO 8601, UTC. */
  expiresAt: string
}

/** The change of address that still waits, for the person's own page; null when there is none. */
export async function readEmailChange(ctx: Context, subjectId: string): Promise<PendingEmailChange | null> {
  authorize(ctx.actor, 'profile.read', { subjectId })
  return ctx.transaction(async (tx) => {
    const [change] = await tx
      .select()
      .from(emailChange)
      .where(and(eq(emailChange.subjectId, subjectId), isPending(ctx.clock.now())))
    const cipher = change && (await findSubjectCipher(tx, ctx.services.keys, subjectId))
    if (!change || !cipher) return null
    return {
      newEmail: cipher.decrypt(newEmailPlace(change.changeId), change.newEmailSealed),
      oldConfirmed: change.oldConfirmedAt !== null,
      newConfirmed: change.newConfirmedAt !== null,
      expiresAt: change.expiresAt.toISOString(),
    }
  })
}

/** What the page of a link may show before the POST: whose mailbox it was. Null when the link is dead. */
export async function readEmailChangeLink(
  ctx: Context,
  token: string,
): Promise<{ side: EmailChangeSide } | null> {
  authorize(ctx.actor, 'email-change.confirm')
  return asSystem(ctx, 'email-change').transaction(async (tx) => {
    const link = await findByLink(tx, Object.values(emailChangePurposes), token)
    if (!link?.resourceId) return null
    const [change] = await tx
      .select({ changeId: emailChange.changeId })
      .from(emailChange)
      .where(and(eq(emailChange.changeId, link.resourceId), isPending(ctx.clock.now())))
    return change ? { side: sideOf(link) } : null
  })
}

export type EmailChangeMail = { to: string; side: EmailChangeSide; token: string }

/**
 * The emails of a pending change; none when it is closed. An address of another person gets nothing. The same at
 * every repeat of the job.
 */
export async function readEmailChangeMails(
  ctx: Context,
  given: { subjectId: string; changeId: string },
): Promise<{ locale: Locale; expiresAt: Date; newEmail: string; mails: EmailChangeMail[] } | null> {
  authorize(ctx.actor, 'email-change-mail.read')
  const { subjectId, changeId } = given
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const [found] = await tx
      .select({ change: emailChange, person: subject })
      .from(emailChange)
      .innerJoin(subject, eq(subject.subjectId, emailChange.subjectId))
      .where(
        and(
          eq(emailChange.subjectId, subjectId),
          eq(emailChange.changeId, changeId),
          isPending(ctx.clock.now()),
        ),
      )
    const cipher = found && (await findSubjectCipher(tx, keys, subjectId))
    if (!found || !cipher) return null
    const { change, person } = found
    const oldEmail = decryptFields(cipher, person).email
    const newEmail = cipher.decrypt(newEmailPlace(changeId), change.newEmailSealed)
    const to = { old: oldEmail, new: (await isTaken(tx, subjectId, change.newEmailIndex)) ? null : newEmail }
    const links = await openVerificationsOf(tx, changeId, ctx.clock.now())
    const mails = links.flatMap((link): EmailChangeMail[] => {
      const side = sideOf(link)
      const address = to[side]
      return address
        ? [{ to: address, side, token: verificationSecrets(keys, link.verificationId).linkToken }]
        : []
    })
    return { locale: person.locale, expiresAt: change.expiresAt, newEmail, mails }
  })
}
