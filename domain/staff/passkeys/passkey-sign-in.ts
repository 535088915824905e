import { generateAuthenticationOptions } from '@simplewebauthn/server'
import { eq } from 'drizzle-orm'
import { staffMember } from '#db/schema/staff.ts'
import { asSystem, type Context, recordedAs } from '#domain/access/context.ts'
import { rememberBrowser } from '#domain/access/known-browser.ts'
import { spend, type TooOften, tooOften } from '#domain/access/limits.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { newToken, tokenPattern } from '#platform/crypto/tokens.ts'
import type { Assertion } from '../rules/passkey-schemas.ts'
import { endReplacedStaffSession, openStaffSession } from '../sessions/staff-sessions.ts'
import type { CodeResult } from '../sign-in/staff-sign-in.ts'
import { checkAssertion } from './check-assertion.ts'
import { startChallenge } from './passkey-challenge.ts'
import { relyingParty } from './relying-party.ts'

/** What the browser asks its authenticators for, as JSON. They say who it is: nobody is named. */
// no audit record: a stranger's question that says nothing; the answer is recorded
export async function askToSignIn(
  ctx: Context,
): Promise<{ options: string; browserToken: string; expiresAt: Date }> {
  authorize(ctx.actor, 'staff-sign-in')
  const browserToken = newToken().token
  const { challenge, expiresAt } = await asSystem(ctx, 'staff-sign-in').transaction((tx) =>
    startChallenge(tx, ctx.clock.now(), { use: 'sign-in', staffId: null, browserToken }),
  )
  const options = await generateAuthenticationOptions({
    rpID: relyingParty(ctx.services.env).id,
    challenge: new Uint8Array(challenge),
    userVerification: 'required',
  })
  return { options: JSON.stringify(options), browserToken, expiresAt }
}

type SignedIn = Omit<Extract<CodeResult, { status: 'signed-in' }>, 'returnTo'>

export type PasskeySignInResult = SignedIn | { status: 'refused'; code: 'passkey-refused' } | TooOften

/**
 * Opens a session for the member whose passkey signed. It stands for both factors: something they have, unlocked by a PIN,
 * a finger or a face. One answer to everything that is wrong; the log says which.
 */
export async function signInByPasskey(
  ctx: Context,
  browserToken: string,
  response: Assertion,
  options: { previousSession?: string } = {},
): Promise<PasskeySignInResult> {
  authorize(ctx.actor, 'staff-sign-in')
  const { services, client } = ctx
  const now = ctx.clock.now()
  const spending = await spend(services, 'passkey', { client })
  if (!spending.ok) return tooOften(spending)
  const asked = tokenPattern.test(browserToken) ? browserToken : ''
  const result = await asSystem(ctx, 'staff-sign-in').transaction(
    async (tx): Promise<PasskeySignInResult> => {
      const given = { response, use: 'sign-in', staffId: null, browserToken: asked } as const
      const checked = await checkAssertion(tx, ctx, given)
      if (!checked.ok) {
        const resource = checked.staffId === null ? undefined : `staff:${checked.staffId}`
        const reason = `passkey-${checked.reason}`
        await append(tx, ctx.auditedAs, { action: 'staff-sign-in.fail', resource, reason })
        return { status: 'refused', code: 'passkey-refused' }
      }
      const { staffId, emailIndex } = checked.member
      if (options.previousSession) await endReplacedStaffSession(tx, ctx, options.previousSession)
      const session = await openStaffSession(tx, staffId, now, { byPasskey: true })
      await tx.update(staffMember).set({ seenAt: now }).where(eq(staffMember.staffId, staffId))
      const by = recordedAs(ctx, { kind: 'staff', id: staffId })
      await append(tx, by, {
        action: 'staff-sign-in.succeed',
        resource: `staff:${staffId}`,
        reason: 'passkey',
      })
      return {
        status: 'signed-in',
        sessionToken: session.token,
        expiresAt: session.expiresAt,
        knownBrowser: rememberBrowser(services.keys, client.browser, emailIndex.toString('hex')),
      }
    },
  )
  if (result.status === 'signed-in') await spending.giveBack()
  return result
}
