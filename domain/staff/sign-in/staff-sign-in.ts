import { eq } from 'drizzle-orm'
import { staffMember } from '#db/schema/staff.ts'
import { asSystem, type Context, recordedAs } from '#domain/access/context.ts'
import {
  consumeVerification,
  countTry,
  type DeadCode,
  findByBrowser,
  startVerification,
  wrongCode,
} from '#domain/access/email-verification.ts'
import { rememberBrowser } from '#domain/access/known-browser.ts'
import { spend, type TooOften, tooOften } from '#domain/access/limits.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { hashPassword, needsRehash, verifyPassword } from '#platform/password.ts'
import { takesPasskeysOnly } from '../record/passkeys-required.ts'
import { staffEmailIndex } from '../record/staff-fields.ts'
import type { StaffSignInInput } from '../rules/staff-schemas.ts'
import { endReplacedStaffSession, openStaffSession } from '../sessions/staff-sessions.ts'
import { consumeCode, lockMember } from './consume-code.ts'

/** Between the password and the code. */
const STEP_LASTS_MS = 5 * 60_000

/** `no-match` for an unknown address, a wrong password and a disabled member alike (ASVS 6.3.8). */
export type PasswordResult =
  | { status: 'code-needed'; browserToken: string; expiresAt: Date }
  | { status: 'refused'; code: 'no-match' | 'passkey-only' }
  | TooOften

export type CodeResult =
  | {
      status: 'signed-in'
      sessionToken: string
      expiresAt: Date
      /** The value of `knownBrowserCookie`. */
      knownBrowser: string
      returnTo: string | null
    }
  | TooOften
  | { status: 'refused'; code: 'wrong-code'; triesLeft: number }
  | { status: 'refused'; code: DeadCode | 'passkey-only' }

/**
 * First step: address and password. Answer, statements and time are the same whatever is wrong: an unknown or
 * inactive member is compared with a dummy hash.
 */
export async function startStaffSignIn(ctx: Context, input: StaffSignInInput): Promise<PasswordResult> {
  authorize(ctx.actor, 'staff-sign-in')
  const { services, clock, client } = ctx
  const addressIndex = staffEmailIndex(services.keys, input.email)
  const spending = await spend(services, 'password', { account: addressIndex.toString('hex'), client })
  if (!spending.ok) return tooOften(spending)
  const system = asSystem(ctx, 'staff-sign-in')
  const isThis = eq(staffMember.emailIndex, addressIndex)
  const [found] = await system.transaction((tx) => tx.select().from(staffMember).where(isThis))
  const hash = found?.status === 'active' ? found.passwordHash : null
  // Outside a transaction: hashing is slow and must not keep a connection.
  const right = await verifyPassword(hash, input.password)
  const rehashed = right && hash && needsRehash(hash) ? await hashPassword(input.password) : null
  const result = await system.transaction(async (tx): Promise<PasswordResult> => {
    const resource = found && `staff:${found.staffId}`
    if (!right || !found) {
      const reason = !found ? 'unknown-address' : found.status === 'active' ? 'wrong-password' : found.status
      await append(tx, ctx.auditedAs, { action: 'staff-sign-in.fail', resource, reason })
      return { status: 'refused', code: 'no-match' }
    }
    const { staffId } = found
    if (await takesPasskeysOnly(tx, staffId)) {
      await append(tx, ctx.auditedAs, { action: 'staff-sign-in.fail', resource, reason: 'passkey-only' })
      return { status: 'refused', code: 'passkey-only' }
    }
    if (rehashed)
      await tx.update(staffMember).set({ passwordHash: rehashed }).where(eq(staffMember.staffId, staffId))
    const createdAt = clock.now()
    const expiresAt = new Date(createdAt.getTime() + STEP_LASTS_MS)
    const { browserToken } = await startVerification(tx, services.keys, {
      purpose: 'staff-sign-in',
      accountId: staffId,
      addressIndex,
      returnTo: input.returnTo ?? null,
      locale: ctx.locale,
      createdAt,
      expiresAt,
      mailed: false,
    })
    await append(tx, ctx.auditedAs, { action: 'staff-sign-in.password', resource })
    return { status: 'code-needed', browserToken, expiresAt }
  })
  if (result.status !== 'refused') await spending.giveBack()
  return result
}

/** The second step: a code of the authenticator, in the browser that gave the password. Opens a session. */
export async function checkStaffCode(
  ctx: Context,
  browserToken: string,
  code: string,
  options: { previousSession?: string } = {},
): Promise<CodeResult> {
  authorize(ctx.actor, 'staff-sign-in')
  const { services, client } = ctx
  const now = ctx.clock.now()
  const system = asSystem(ctx, 'staff-sign-in')
  const step = await system.transaction((tx) => findByBrowser(tx, 'staff-sign-in', browserToken))
  const staffId = step?.accountId
  if (!step || !staffId) return { status: 'refused', code: 'dead' }
  const account = step.addressIndex.toString('hex')
  const spending = await spend(services, 'authenticator-code', { account, client })
  if (!spending.ok) return tooOften(spending)
  let isWrong = false
  const result = await system.transaction(async (tx): Promise<CodeResult> => {
    const member = await lockMember(tx, staffId)
    const resource = `staff:${staffId}`
    // Asked again: the setting or the second passkey may have come after the password.
    if (await takesPasskeysOnly(tx, staffId)) {
      await consumeVerification(tx, step, now)
      await append(tx, ctx.auditedAs, { action: 'staff-sign-in.fail', resource, reason: 'passkey-only' })
      return { status: 'refused', code: 'passkey-only' }
    }
    const tried = await countTry(tx, step, now)
    if (!member || !tried.ok || !(await consumeCode(tx, ctx, member, code))) {
      const reason = tried.ok ? 'wrong-code' : 'dead-code'
      await append(tx, ctx.auditedAs, { action: 'staff-sign-in.fail', resource, reason })
      if (!tried.ok) return { status: 'refused', code: tried.code }
      isWrong = true
      return wrongCode(tried.triesLeft)
    }
    await consumeVerification(tx, step, now)
    if (options.previousSession) await endReplacedStaffSession(tx, ctx, options.previousSession)
    const session = await openStaffSession(tx, staffId, now)
    await tx.update(staffMember).set({ seenAt: now }).where(eq(staffMember.staffId, staffId))
    const by = recordedAs(ctx, { kind: 'staff', id: staffId })
    await append(tx, by, { action: 'staff-sign-in.succeed', resource })
    return {
      status: 'signed-in',
      sessionToken: session.token,
      expiresAt: session.expiresAt,
      knownBrowser: rememberBrowser(services.keys, client.browser, account),
      returnTo: step.returnTo,
    }
  })
  if (!isWrong) await spending.giveBack()
  return result
}
