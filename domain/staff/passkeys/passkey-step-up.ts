import { generateAuthenticationOptions } from '@simplewebauthn/server'
import { eq } from 'drizzle-orm'
import { staffPasskey } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { spend, type TooOften, tooOften } from '#domain/access/limits.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { tokenPattern } from '#platform/crypto/tokens.ts'
import type { Assertion } from '../rules/passkey-schemas.ts'
import { grantSudo, type StepUpResult } from '../sign-in/step-up.ts'
import { checkAssertion } from './check-assertion.ts'
import { startChallenge } from './passkey-challenge.ts'
import { relyingParty } from './relying-party.ts'

/** What the browser asks the member's own passkeys for, as JSON; refused for who has none. */
// no audit record: a question of a member's own page that says nothing; the answer is recorded
export async function askToStepUp(
  ctx: Context,
  sessionToken: string,
): Promise<{ status: 'done'; options: string } | { status: 'refused'; code: 'passkey-none' }> {
  authorize(ctx.actor, 'staff-step-up')
  const staffId = ctx.actor.kind === 'staff' ? ctx.actor.staffId : ''
  return ctx.transaction(async (tx) => {
    const passkeys = await tx
      .select({ credentialId: staffPasskey.credentialId })
      .from(staffPasskey)
      .where(eq(staffPasskey.staffId, staffId))
    if (passkeys.length === 0) return { status: 'refused', code: 'passkey-none' }
    const { challenge } = await startChallenge(tx, ctx.clock.now(), {
      use: 'step-up',
      staffId,
      browserToken: sessionToken,
    })
    const options = await generateAuthenticationOptions({
      rpID: relyingParty(ctx.services.env).id,
      challenge: new Uint8Array(challenge),
      userVerification: 'required',
      allowCredentials: passkeys.map(({ credentialId }) => ({ id: credentialId.toString('base64url') })),
    })
    return { status: 'done', options: JSON.stringify(options) }
  })
}

/** A passkey used again: the same 15 minutes and new token of the session as for a code. */
export async function stepUpByPasskey(
  ctx: Context,
  sessionToken: string,
  response: Assertion,
): Promise<
  | Extract<StepUpResult, { status: 'done' }>
  | { status: 'refused'; code: 'passkey-refused' | 'signed-out' }
  | TooOften
> {
  authorize(ctx.actor, 'staff-step-up')
  const staffId = ctx.actor.kind === 'staff' ? ctx.actor.staffId : ''
  if (!tokenPattern.test(sessionToken)) return { status: 'refused', code: 'signed-out' }
  const spending = await spend(ctx.services, 'step-up', { account: staffId })
  if (!spending.ok) return tooOften(spending)
  const result = await ctx.transaction(async (tx) => {
    const checked = await checkAssertion(tx, ctx, {
      response,
      use: 'step-up',
      staffId,
      browserToken: sessionToken,
    })
    if (checked.ok) return grantSudo(tx, ctx, { staffId, sessionToken, by: 'passkey' })
    await append(tx, ctx.auditedAs, {
      action: 'staff-step-up.fail',
      resource: `staff:${staffId}`,
      reason: `passkey-${checked.reason}`,
    })
    return { status: 'refused', code: 'passkey-refused' } as const
  })
  if (result.status === 'done') await spending.giveBack()
  return result
}
