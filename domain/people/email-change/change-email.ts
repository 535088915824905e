import { and, eq, gt, isNull, ne } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { emailChange, subject } from '#db/schema/people.ts'
import { isUniqueViolation } from '#db/unique-violation.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import {
  consumeVerification,
  type EmailVerification,
  endVerifications,
  findByLink,
  startVerification,
} from '#domain/access/email-verification.ts'
import { type DeadLink, deadLink, spend, type TooOften, tooOften } from '#domain/access/limits.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { newId } from '#platform/ids.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { decryptFields, emailIndex, encryptFields, readSubjectCipher } from '../record/subject-fields.ts'
import { endSessions } from '../sign-in/sessions.ts'

const LASTS_MS = 86_400_000

export type AskEmailChangeResult =
  | { status: 'asked'; changeId: string; expiresAt: Date }
  | { status: 'refused'; code: 'same-address' | 'gone' }
  | TooOften

export type EmailChangeSide = 'old' | 'new'

export const emailChangePurposes = { old: 'email-change-old', new: 'email-change-new' } as const

/** Whose mailbox a link of a change went to. */
export const sideOf = ({ purpose }: EmailVerification): EmailChangeSide =>
  purpose === emailChangePurposes.old ? 'old' : 'new'

export type ConfirmEmailChangeResult =
  | { status: 'done'; state: 'changed' }
  | { status: 'done'; state: 'waiting'; waitingFor: EmailChangeSide }
  | DeadLink
  | TooOften

type Change = typeof emailChange.$inferSelect

/** Where the new address is sealed. */
export const newEmailPlace = (changeId: string) => ({
  table: 'email_change',
  column: 'new_email_sealed',
  row: changeId,
})

/** Where the address in use at the time is encrypted, for the email that confirms the change to it. */
export const oldEmailPlace = (changeId: string) => ({
  table: 'email_change',
  column: 'old_email_sealed',
  row: changeId,
})

/** What can still be confirmed. */
export const isPending = (now: Date) => and(isNull(emailChange.closedAt), gt(emailChange.expiresAt, now))

/**
 * Asks to change the address. Both addresses get a link, and both must confirm within a day. An address of another
 * person gets the same answer here but no email, and never takes effect. Replaces an earlier change.
 */
export async function askEmailChange(
  ctx: Context,
  subjectId: string,
  newEmail: string,
): Promise<AskEmailChangeResult> {
  authorize(ctx.actor, 'profile.change', { subjectId })
  const { keys } = ctx.services
  const spending = await spend(ctx.services, 'email-change', { account: subjectId })
  if (!spending.ok) return tooOften(spending)
  const now = ctx.clock.now()
  const changeId = newId()
  const expiresAt = new Date(now.getTime() + LASTS_MS)
  return ctx.transaction(async (tx) => {
    const person = await lockPerson(tx, subjectId)
    if (!person) return { status: 'refused', code: 'gone' }
    const newEmailIndex = emailIndex(keys, newEmail)
    if (person.emailIndex?.equals(newEmailIndex)) return { status: 'refused', code: 'same-address' }
    const cipher = await readSubjectCipher(tx, keys, subjectId)
    const { email } = decryptFields(cipher, person)
    await closePending(tx, subjectId, now)
    await tx.insert(emailChange).values({
      subjectId,
      changeId,
      newEmailSealed: cipher.encrypt(newEmailPlace(changeId), newEmail),
      newEmailIndex,
      oldEmailSealed: email ? cipher.encrypt(oldEmailPlace(changeId), email) : null,
      // Without a current address there is nothing to confirm there.
      oldConfirmedAt: person.emailIndex ? null : now,
      createdAt: now,
      expiresAt,
    })
    const about = {
      accountId: subjectId,
      resourceId: changeId,
      locale: ctx.locale,
      createdAt: now,
      expiresAt,
    }
    const sides = [
      ...(person.emailIndex ? [{ purpose: emailChangePurposes.old, addressIndex: person.emailIndex }] : []),
      { purpose: emailChangePurposes.new, addressIndex: newEmailIndex },
    ]
    for (const side of sides) await startVerification(tx, keys, { ...about, ...side })
    const resource = `email-change:${changeId}`
    await append(tx, ctx.auditedAs, { action: 'email-change.ask', subjectId, resource, fields: ['email'] })
    await enqueue(tx, 'send-email-change-mails', { subjectId, changeId })
    return { status: 'asked', changeId, expiresAt }
  })
}

/** Takes a pending change back. Returns false when there was none. */
export async function cancelEmailChange(ctx: Context, subjectId: string): Promise<boolean> {
  authorize(ctx.actor, 'profile.change', { subjectId })
  return ctx.transaction(async (tx) => {
    await lockPerson(tx, subjectId)
    const closed = await closePending(tx, subjectId, ctx.clock.now())
    if (closed) await append(tx, ctx.auditedAs, { action: 'email-change.cancel', subjectId })
    return closed
  })
}

/**
 * Confirms one side of a change by its token. The second confirmation applies it, tells both addresses, and ends every
 * session but `keepSession` and every pending link to the old address. Only from a POST; idempotent.
 */
export async function confirmEmailChange(
  ctx: Context,
  token: string,
  options: { keepSession?: string } = {},
): Promise<ConfirmEmailChangeResult> {
  authorize(ctx.actor, 'email-change.confirm')
  return (await confirmByLink(ctx, token, options.keepSession)) ?? deadLink(ctx)
}

async function confirmByLink(ctx: Context, token: string, keepSession: string | undefined) {
  const now = ctx.clock.now()
  try {
    return await asSystem(ctx, 'email-change').transaction(async (tx) => {
      const link = await findByLink(tx, Object.values(emailChangePurposes), token)
      // First the person, then the change: every writer locks in this order.
      const person = link?.accountId && (await lockPerson(tx, link.accountId))
      if (!link?.resourceId || !person) return null
      const [change] = await tx
        .select()
        .from(emailChange)
        .where(and(eq(emailChange.changeId, link.resourceId), isPending(now)))
        .for('update')
      if (!change) return null
      await consumeVerification(tx, link, now)
      return confirmSide(tx, ctx, change, sideOf(link), keepSession)
    })
  } catch (error) {
    // Somebody was given the address between our look and our write; nothing of this change is left standing.
    if (isUniqueViolation(error)) return null
    throw error
  }
}

async function confirmSide(
  tx: Transaction,
  ctx: Context,
  change: Change,
  side: EmailChangeSide,
  keepSession: string | undefined,
): Promise<ConfirmEmailChangeResult | null> {
  const { subjectId, changeId } = change
  const now = ctx.clock.now()
  const resource = `email-change:${changeId}`
  const confirmed = { old: change.oldConfirmedAt, new: change.newConfirmedAt }
  if (!confirmed[side]) {
    confirmed[side] = now
    await append(tx, ctx.auditedAs, { action: 'email-change.confirm', subjectId, resource, reason: side })
  }
  const done = confirmed.old !== null && confirmed.new !== null
  const own = and(eq(emailChange.subjectId, subjectId), eq(emailChange.changeId, changeId))
  await tx
    .update(emailChange)
    .set({ oldConfirmedAt: confirmed.old, newConfirmedAt: confirmed.new, closedAt: done ? now : null })
    .where(own)
  if (!done) return { status: 'done', state: 'waiting', waitingFor: confirmed.old ? 'new' : 'old' }
  if (await isTaken(tx, subjectId, change.newEmailIndex)) {
    await append(tx, ctx.auditedAs, {
      action: 'email-change.fail',
      subjectId,
      resource,
      reason: 'address-taken',
    })
    return null
  }
  const { keys } = ctx.services
  const cipher = await readSubjectCipher(tx, keys, subjectId)
  const email = cipher.decrypt(newEmailPlace(changeId), change.newEmailSealed)
  await tx
    .update(subject)
    .set({ ...encryptFields(keys, cipher, subjectId, { email }), updatedAt: now })
    .where(eq(subject.subjectId, subjectId))
  await endAccess(tx, subjectId, now, keepSession)
  const sides: readonly EmailChangeSide[] = change.oldEmailSealed ? ['old', 'new'] : ['new']
  for (const side of sides)
    await enqueue(
      tx,
      'send-email-changed-mail',
      { subjectId, changeId, side },
      { key: `email-changed:${changeId}:${side}` },
    )
  await append(tx, ctx.auditedAs, { action: 'email-change.succeed', subjectId, resource, fields: ['email'] })
  return { status: 'done', state: 'changed' }
}

/** Whether another person has the address. */
export async function isTaken(tx: Transaction, subjectId: string, index: Buffer): Promise<boolean> {
  const others = await tx
    .select({ subjectId: subject.subjectId })
    .from(subject)
    .where(and(eq(subject.emailIndex, index), ne(subject.subjectId, subjectId)))
  return others.length > 0
}

/** What an address opened ends with it: sessions, `keep` excepted, and links and codes that were not used yet. */
export async function endAccess(tx: Transaction, subjectId: string, now: Date, keep?: string): Promise<void> {
  await endSessions(tx, subjectId, keep)
  await endVerifications(tx, subjectId, ['sign-in', 'open-request'], now)
}

async function lockPerson(tx: Transaction, subjectId: string) {
  const [person] = await tx.select().from(subject).where(eq(subject.subjectId, subjectId)).for('update')
  return person
}

async function closePending(tx: Transaction, subjectId: string, now: Date): Promise<boolean> {
  const closed = await tx
    .update(emailChange)
    .set({ closedAt: now })
    .where(and(eq(emailChange.subjectId, subjectId), isPending(now)))
    .returning({ changeId: emailChange.changeId })
  return closed.length > 0
}
