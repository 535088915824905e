import { and, eq, gt } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffSession } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { spend, type TooOften, tooOften } from '#domain/access/limits.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { hashToken, newToken, tokenPattern } from '#platform/crypto/tokens.ts'
import { takesPasskeysOnly } from '../record/passkeys-required.ts'
import { consumeCode, lockMember } from './consume-code.ts'

/** ASVS 7.5.3. */
export const SUDO_LASTS_MS = 15 * 60_000

/** What is about to be done needs a code given within the last 15 minutes. The page leads to where it is asked. */
export class SudoNeeded extends Error {
  override name = 'SudoNeeded'
}

/** Asked, after `authorize`, by every use case that reveals, exports, releases, erases, settles by hand or changes who may do what. Throws `SudoNeeded`. */
// no permission: asked after `authorize`
export function requireSudo(ctx: Context): void {
  if (ctx.actor.kind === 'staff' && !ctx.actor.sudo) throw new SudoNeeded('a code must be given again')
}

export type StepUpResult =
  | { status: 'done'; sessionToken: string; expiresAt: Date; sudoUntil: Date }
  | { status: 'refused'; code: 'wrong-code' | 'signed-out' | 'passkey-only' }
  | TooOften

/** A code given again: sudo for 15 minutes, and a new token for the session (ASVS 7.2.4), whose end stays where it was. */
export async function stepUp(ctx: Context, sessionToken: string, code: string): Promise<StepUpResult> {
  authorize(ctx.actor, 'staff-step-up')
  const staffId = ctx.actor.kind === 'staff' ? ctx.actor.staffId : ''
  if (!tokenPattern.test(sessionToken)) return { status: 'refused', code: 'signed-out' }
  const spending = await spend(ctx.services, 'step-up', { account: staffId })
  if (!spending.ok) return tooOften(spending)
  const resource = `staff:${staffId}`
  const result = await ctx.transaction(async (tx): Promise<StepUpResult> => {
    const member = await lockMember(tx, staffId)
    if (await takesPasskeysOnly(tx, staffId)) {
      await append(tx, ctx.auditedAs, { action: 'staff-step-up.fail', resource, reason: 'passkey-only' })
      return { status: 'refused', code: 'passkey-only' }
    }
    if (!member || !(await consumeCode(tx, ctx, member, code))) {
      await append(tx, ctx.auditedAs, { action: 'staff-step-up.fail', resource, reason: 'wrong-code' })
      return { status: 'refused', code: 'wrong-code' }
    }
    return grantSudo(tx, ctx, { staffId, sessionToken })
  })
  if (result.status === 'done') await spending.giveBack()
  return result
}

/** Lets the session do sensitive things for 15 minutes, under a new token. The caller has proved who it is. */
export async function grantSudo(
  tx: Transaction,
  ctx: Context,
  given: { staffId: string; sessionToken: string; by?: 'passkey' },
): Promise<Extract<StepUpResult, { status: 'done' }> | { status: 'refused'; code: 'signed-out' }> {
  const { staffId, sessionToken, by } = given
  const now = ctx.clock.now()
  const sudoUntil = new Date(now.getTime() + SUDO_LASTS_MS)
  const { token, hash } = newToken()
  const [session] = await tx
    .update(staffSession)
    .set({ tokenHash: hash, sudoUntil, seenAt: now, ...(by === 'passkey' && { byPasskey: true }) })
    .where(
      and(
        eq(staffSession.staffId, staffId),
        eq(staffSession.tokenHash, hashToken(sessionToken)),
        gt(staffSession.expiresAt, now),
      ),
    )
    .returning({ expiresAt: staffSession.expiresAt })
  if (!session) return { status: 'refused', code: 'signed-out' }
  const resource = `staff:${staffId}`
  await append(tx, ctx.auditedAs, { action: 'staff-step-up.succeed', resource, reason: by })
  return { status: 'done', sessionToken: token, expiresAt: session.expiresAt, sudoUntil }
}
