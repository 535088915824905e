import { and, eq, gt, lt, sql } from 'drizzle-orm'
import { staffMember, staffSignIn } from '#db/schema/staff.ts'
import { asSystem, type Context, recordedAs } from '#domain/access/context.ts'
import { limit } from '#domain/access/limits.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/append.ts'
import { hashToken, newToken, tokenPattern } from '#platform/crypto/tokens.ts'
import { hashPassword, needsRehash, verifyPassword } from '#platform/password.ts'
import { staffEmailIndex } from '../record/staff-fields.ts'
import type { StaffSignInInput } from '../rules/staff-schemas.ts'
import { endReplacedStaffSession, openStaffSession } from '../sessions/staff-sessions.ts'
import { consumeCode, lockMember } from './consume-code.ts'

const TRIES = 5
/** Between the password and the code. */
const STEP_LASTS_MS = 5 * 60_000

/** `no-match` for an unknown address, a wrong password and somebody disabled alike (ASVS 6.3.8). */
export type PasswordResult =
  | { status: 'code-needed'; browserToken: string; expiresAt: Date }
  | { status: 'refused'; code: 'no-match' | 'too-often' }

/** `start-again`: the password was given too long ago, in another browser, or too many codes were wrong. */
export type CodeResult =
  | { status: 'signed-in'; sessionToken: string; expiresAt: Date; returnTo: string | null }
  | { status: 'refused'; code: 'no-match' | 'start-again' | 'too-often' }

const refused = <Code extends string>(code: Code) => ({ status: 'refused', code }) as const

/**
 * The first step: address and password. Whatever is wrong, the answer, the statements and the time are the same; who is
 * not there, or not active, is measured against a password of nobody's.
 */
export async function startStaffSignIn(ctx: Context, input: StaffSignInInput): Promise<PasswordResult> {
  authorize(ctx.actor, 'staff-sign-in')
  const { services, clock } = ctx
  if (!(await limit(services, 'staff-sign-in-address', input.email)).ok) return refused('too-often')
  const system = asSystem(ctx, 'staff-sign-in')
  const isThis = eq(staffMember.emailIndex, staffEmailIndex(services.keys, input.email))
  const [found] = await system.transaction((tx) => tx.select().from(staffMember).where(isThis))
  const hash = found?.status === 'active' ? found.passwordHash : null
  // Outside of any transaction: it takes its time, and holds no connection meanwhile.
  const right = await verifyPassword(hash, input.password)
  const rehashed = right && hash && needsRehash(hash) ? await hashPassword(input.password) : null
  return system.transaction(async (tx) => {
    const resource = found && `staff:${found.staffId}`
    if (!right || !found) {
      const reason = !found ? 'unknown-address' : found.status === 'active' ? 'wrong-password' : found.status
      await append(tx, ctx.auditedAs, { action: 'staff-sign-in.fail', resource, reason })
      return refused('no-match')
    }
    const { staffId } = found
    if (rehashed)
      await tx.update(staffMember).set({ passwordHash: rehashed }).where(eq(staffMember.staffId, staffId))
    const browser = newToken()
    const now = clock.now()
    const expiresAt = new Date(now.getTime() + STEP_LASTS_MS)
    const returnTo = input.returnTo ?? null
    await tx
      .insert(staffSignIn)
      .values({ browserHash: browser.hash, staffId, returnTo, createdAt: now, expiresAt })
    await append(tx, ctx.auditedAs, { action: 'staff-sign-in.password', resource })
    return { status: 'code-needed', browserToken: browser.token, expiresAt }
  })
}

/** The second step: a code of the authenticator, in the browser that gave the password. Opens a session. */
export async function checkStaffCode(
  ctx: Context,
  browserToken: string,
  code: string,
  options: { previousSession?: string } = {},
): Promise<CodeResult> {
  authorize(ctx.actor, 'staff-sign-in')
  if (!tokenPattern.test(browserToken)) return refused('start-again')
  const now = ctx.clock.now()
  const isThis = and(
    eq(staffSignIn.browserHash, hashToken(browserToken)),
    gt(staffSignIn.expiresAt, now),
    lt(staffSignIn.tries, TRIES),
  )
  const system = asSystem(ctx, 'staff-sign-in')
  const [step] = await system.transaction((tx) => tx.select().from(staffSignIn).where(isThis))
  if (!step) return refused('start-again')
  const { staffId } = step
  if (!(await limit(ctx.services, 'staff-code', staffId)).ok) return refused('too-often')
  return system.transaction(async (tx) => {
    const member = await lockMember(tx, staffId)
    const resource = `staff:${staffId}`
    const [tried] = await tx
      .update(staffSignIn)
      .set({ tries: sql`${staffSignIn.tries} + 1` })
      .where(isThis)
      .returning({ tries: staffSignIn.tries })
    if (!member || !tried || !(await consumeCode(tx, ctx, member, code))) {
      await append(tx, ctx.auditedAs, { action: 'staff-sign-in.fail', resource, reason: 'wrong-code' })
      return refused(tried && tried.tries < TRIES ? 'no-match' : 'start-again')
    }
    await tx.delete(staffSignIn).where(eq(staffSignIn.browserHash, step.browserHash))
    if (options.previousSession) await endReplacedStaffSession(tx, ctx, options.previousSession)
    const session = await openStaffSession(tx, staffId, now)
    await tx.update(staffMember).set({ seenAt: now }).where(eq(staffMember.staffId, staffId))
    const by = recordedAs(ctx, { kind: 'staff', id: staffId })
    await append(tx, by, { action: 'staff-sign-in.succeed', resource })
    const { token: sessionToken, expiresAt } = session
    return { status: 'signed-in', sessionToken, expiresAt, returnTo: step.returnTo }
  })
}
