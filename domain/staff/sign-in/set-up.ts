import { and, eq, gt, isNull } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffInvitation, staffMember } from '#db/schema/staff.ts'
import { asSystem, type Context, recordedAs } from '#domain/access/context.ts'
import { rememberBrowser } from '#domain/access/known-browser.ts'
import { spend, type TooOften, tooOften } from '#domain/access/limits.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { readSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { equal, hashToken, newToken, tokenPattern } from '#platform/crypto/tokens.ts'
import { hashPassword } from '#platform/password.ts'
import { invitationPlace, memberPlace, openMember } from '../record/staff-fields.ts'
import { type PasswordFault, passwordFault } from '../rules/password-rules.ts'
import { acceptedStep, authenticatorUri, newTotpSecret } from '../rules/totp.ts'
import { endReplacedStaffSession, endStaffAccess, openStaffSession } from '../sessions/staff-sessions.ts'
import { lockMember, type Member } from './consume-code.ts'

/** What the page of an invitation shows: first the password, then, in the browser that set it, the authenticator. */
export type SetUp =
  | { step: 'password'; email: string }
  | { step: 'authenticator'; email: string; secret: string; uri: string }
  /** The link works later: the member had a passkey. */
  | { step: 'later'; email: string; validFrom: Date }

const dead = { status: 'refused', code: 'dead' } as const

const isOpen = (token: string, now: Date) =>
  and(
    eq(staffInvitation.tokenHash, hashToken(token)),
    isNull(staffInvitation.consumedAt),
    gt(staffInvitation.expiresAt, now),
  )

/** The moment from which links to this member work, while it is still to come. */
const worksLater = ({ linksValidFrom }: Pick<Member, 'linksValidFrom'>, now: Date) =>
  linksValidFrom && linksValidFrom > now ? linksValidFrom : null

/** The invitation of a link with its member locked, or undefined. The member first, as everywhere. */
async function hold(tx: Transaction, token: string, now: Date) {
  const [which] = await tx
    .select({ staffId: staffInvitation.staffId })
    .from(staffInvitation)
    .where(isOpen(token, now))
  const member = which && (await lockMember(tx, which.staffId))
  if (member?.status !== 'invited' || worksLater(member, now)) return undefined
  const [invitation] = await tx.select().from(staffInvitation).where(isOpen(token, now)).for('update')
  return invitation && { member, invitation }
}

/** Reads only, since programs that check mail open every link; null when the link is used, replaced or over. */
export async function readSetUp(ctx: Context, token: string, browserToken?: string): Promise<SetUp | null> {
  authorize(ctx.actor, 'staff-set-up')
  if (!tokenPattern.test(token)) return null
  const now = ctx.clock.now()
  return asSystem(ctx, 'staff-set-up').transaction(async (tx) => {
    const [found] = await tx
      .select({ member: staffMember, invitation: staffInvitation })
      .from(staffInvitation)
      .innerJoin(staffMember, eq(staffMember.staffId, staffInvitation.staffId))
      .where(and(isOpen(token, now), eq(staffMember.status, 'invited')))
    if (!found) return null
    const { member, invitation } = found
    const cipher = await readSubjectCipher(tx, ctx.services.keys, member.staffId)
    const { email } = openMember(cipher, member)
    const { browserHash, totpSealed } = invitation
    const validFrom = worksLater(member, now)
    if (validFrom) return { step: 'later', email, validFrom }
    const sameBrowser = browserHash !== null && equal(browserHash, hashToken(browserToken ?? ''))
    if (!sameBrowser || !totpSealed) return { step: 'password', email }
    const secret = cipher.decrypt(invitationPlace(invitation.invitationId), totpSealed)
    return { step: 'authenticator', email, secret, uri: authenticatorUri(secret, email) }
  })
}

export type ChoosePasswordResult =
  | { status: 'done'; browserToken: string; expiresAt: Date }
  | { status: 'refused'; code: 'dead' }
  | TooOften
  | { status: 'refused'; code: 'password'; fault: PasswordFault }

/**
 * First step. Also creates the authenticator's secret, shown only in this browser; choosing again creates both again.
 */
export async function choosePassword(
  ctx: Context,
  token: string,
  password: string,
): Promise<ChoosePasswordResult> {
  authorize(ctx.actor, 'staff-set-up')
  const set = await readSetUp(ctx, token)
  if (!set || set.step === 'later') return dead
  const spending = await spend(ctx.services, 'set-up', { account: token })
  if (!spending.ok) return tooOften(spending)
  const fault = passwordFault(password, set.email)
  if (fault) return { status: 'refused', code: 'password', fault }
  const passwordHash = await hashPassword(password)
  const browser = newToken()
  return asSystem(ctx, 'staff-set-up').transaction(async (tx) => {
    const held = await hold(tx, token, ctx.clock.now())
    if (!held) return dead
    const { invitationId, staffId, expiresAt } = held.invitation
    const cipher = await readSubjectCipher(tx, ctx.services.keys, staffId)
    const totpSealed = cipher.encrypt(invitationPlace(invitationId), newTotpSecret())
    await tx
      .update(staffInvitation)
      .set({ passwordHash, totpSealed, browserHash: browser.hash })
      .where(eq(staffInvitation.invitationId, invitationId))
    await append(tx, ctx.auditedAs, { action: 'staff.choose-password', resource: `staff:${staffId}` })
    return { status: 'done', browserToken: browser.token, expiresAt }
  })
}

export type FinishSetUpResult =
  | { status: 'done'; sessionToken: string; expiresAt: Date; knownBrowser: string }
  | { status: 'refused'; code: 'dead' | 'wrong-code' }
  | TooOften

/** The second step: a code proves the authenticator, the account opens, and with it a first session. */
export async function finishSetUp(
  ctx: Context,
  token: string,
  browserToken: string,
  code: string,
  options: { previousSession?: string } = {},
): Promise<FinishSetUpResult> {
  authorize(ctx.actor, 'staff-set-up')
  if (!tokenPattern.test(token)) return dead
  const spending = await spend(ctx.services, 'set-up', { account: token })
  if (!spending.ok) return tooOften(spending)
  const now = ctx.clock.now()
  return asSystem(ctx, 'staff-set-up').transaction(async (tx) => {
    const held = await hold(tx, token, now)
    const { browserHash, passwordHash, totpSealed, invitationId } = held?.invitation ?? {}
    if (!held || !invitationId || !browserHash || !passwordHash || !totpSealed) return dead
    if (!equal(browserHash, hashToken(browserToken))) return dead
    const { staffId } = held.member
    const cipher = await readSubjectCipher(tx, ctx.services.keys, staffId)
    const secret = cipher.decrypt(invitationPlace(invitationId), totpSealed)
    const step = acceptedStep(secret, code, ctx.clock.unmoved(), 0)
    if (step === null) {
      const resource = `staff:${staffId}`
      await append(tx, ctx.auditedAs, { action: 'staff.set-up.fail', resource, reason: 'wrong-code' })
      return { status: 'refused', code: 'wrong-code' }
    }
    await endStaffAccess(tx, staffId, now)
    await tx
      .update(staffMember)
      .set({
        status: 'active',
        passwordHash,
        totpSealed: cipher.encrypt(memberPlace(staffId, 'totp'), secret),
        totpLastStep: step,
        seenAt: now,
      })
      .where(eq(staffMember.staffId, staffId))
    if (options.previousSession) await endReplacedStaffSession(tx, ctx, options.previousSession)
    const session = await openStaffSession(tx, staffId, now)
    const by = recordedAs(ctx, { kind: 'staff', id: staffId })
    await append(tx, by, { action: 'staff.set-up', resource: `staff:${staffId}` })
    const account = held.member.emailIndex.toString('hex')
    const knownBrowser = rememberBrowser(ctx.services.keys, ctx.client.browser, account)
    return { status: 'done', sessionToken: session.token, expiresAt: session.expiresAt, knownBrowser }
  })
}
