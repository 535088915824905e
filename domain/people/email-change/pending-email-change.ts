import { and, eq, type SQL } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { emailChange, subject } from '#db/schema/people.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { findByLink, openVerificationsOf, verificationSecrets } from '#domain/access/email-verification.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { findSubjectCipher } from '../record/subject-fields.ts'
import { maskEmail } from '../rules/mask-email.ts'
import {
  type EmailChangeSide,
  emailChangePurposes,
  isPending,
  isTaken,
  newEmailPlace,
  oldEmailPlace,
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

/** What became of a change whose link is opened. `closed`: taken back, replaced by a newer one, or not possible. */
export type EmailChangeLink =
  | { state: 'open' | 'waiting'; side: EmailChangeSide; oldEmail: string | null; newEmail: string }
  | { state: 'changed' | 'expired' | 'closed' | 'unknown' }

/**
 * What the page of a link may show before the POST. The new mailbox may belong to a stranger with a similar address, so the
 * old address is masked there. `waiting`: this side has confirmed, the other has not.
 */
export async function readEmailChangeLink(ctx: Context, token: string): Promise<EmailChangeLink> {
  authorize(ctx.actor, 'email-change.confirm')
  return asSystem(ctx, 'email-change').transaction(async (tx) => {
    const link = await findByLink(tx, Object.values(emailChangePurposes), token)
    const found = link?.resourceId
      ? await findChange(tx, ctx, eq(emailChange.changeId, link.resourceId))
      : null
    if (!link || !found) return { state: 'unknown' }
    const { change, oldEmail, newEmail } = found
    const side = sideOf(link)
    if (change.closedAt) return { state: isInUse(found) ? 'changed' : 'closed' }
    if (change.expiresAt <= ctx.clock.now()) return { state: 'expired' }
    const confirmedAt = { old: change.oldConfirmedAt, new: change.newConfirmedAt }[side]
    const state = confirmedAt ? 'waiting' : 'open'
    return { state, side, newEmail, oldEmail: side === 'new' && oldEmail ? maskEmail(oldEmail) : oldEmail }
  })
}

type Found = { change: typeof emailChange.$inferSelect; person: typeof subject.$inferSelect }

/** Whether a closed change took effect: both confirmed, and nobody else was given the address first. */
const isInUse = ({ change, person }: Found) =>
  change.newConfirmedAt !== null && (person.emailIndex?.equals(change.newEmailIndex) ?? false)

async function findChange(tx: Transaction, ctx: Context, where: SQL | undefined) {
  const [found] = await tx
    .select({ change: emailChange, person: subject })
    .from(emailChange)
    .innerJoin(subject, eq(subject.subjectId, emailChange.subjectId))
    .where(where)
  const cipher = found && (await findSubjectCipher(tx, ctx.services.keys, found.person.subjectId))
  if (!found || !cipher) return null
  const { changeId, oldEmailSealed, newEmailSealed } = found.change
  return {
    ...found,
    oldEmail: oldEmailSealed && cipher.decrypt(oldEmailPlace(changeId), oldEmailSealed),
    newEmail: cipher.decrypt(newEmailPlace(changeId), newEmailSealed),
  }
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
    const found = await findChange(tx, ctx, and(isChange(given), isPending(ctx.clock.now())))
    if (!found) return null
    const { change, person, oldEmail, newEmail } = found
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

const isChange = ({ subjectId, changeId }: { subjectId: string; changeId: string }) =>
  and(eq(emailChange.subjectId, subjectId), eq(emailChange.changeId, changeId))

export type EmailChangedMail = {
  to: string
  locale: Locale
  /** Null where there was none. */
  oldEmail: string | null
  newEmail: string
  changedAt: Date
}

/** The email that confirms a change to one of the two addresses; null when the change did not take effect. */
export async function readEmailChangedMail(
  ctx: Context,
  given: { subjectId: string; changeId: string; side: EmailChangeSide },
): Promise<EmailChangedMail | null> {
  authorize(ctx.actor, 'email-change-mail.read')
  return ctx.transaction(async (tx) => {
    const found = await findChange(tx, ctx, isChange(given))
    const changedAt = found && isInUse(found) ? found.change.closedAt : null
    if (!found || !changedAt) return null
    const { person, oldEmail, newEmail } = found
    const to = given.side === 'old' ? oldEmail : newEmail
    return to ? { to, locale: person.locale, oldEmail, newEmail, changedAt } : null
  })
}
