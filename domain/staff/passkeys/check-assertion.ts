import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import { and, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffPasskey } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { isCounterBack } from '../rules/passkey-rules.ts'
import type { Assertion } from '../rules/passkey-schemas.ts'
import { lockMember, type Member } from '../sign-in/consume-code.ts'
import { takeChallenge } from './passkey-challenge.ts'
import { relyingParty } from './relying-party.ts'

export type PasskeyFault = 'challenge' | 'unknown-passkey' | 'inactive' | 'not-verified' | 'counter-back'

export type CheckedAssertion =
  | { ok: true; member: Member }
  | { ok: false; reason: PasskeyFault; staffId: string | null }

type Given = {
  response: Assertion
  use: 'sign-in' | 'step-up'
  /** Who must have signed; null: the passkey says who it is. */
  staffId: string | null
  browserToken: string
}

/**
 * Whether a passkey signed the challenge that was put to this browser: the challenge used up, the member locked and
 * active, address, user verification and signature checked, the counter grown. In the caller's transaction, which
 * must commit also when it fails.
 */
export async function checkAssertion(tx: Transaction, ctx: Context, given: Given): Promise<CheckedAssertion> {
  const { response, staffId } = given
  const now = ctx.clock.now()
  const no = (reason: PasskeyFault, about = staffId) => ({ ok: false, reason, staffId: about }) as const
  const challenge = await takeChallenge(tx, now, {
    ...given,
    clientDataJSON: response.response.clientDataJSON,
  })
  if (challenge === null) return no('challenge')
  const isThis = eq(staffPasskey.credentialId, Buffer.from(response.id, 'base64url'))
  const [found] = await tx.select({ staffId: staffPasskey.staffId }).from(staffPasskey).where(isThis)
  if (!found || (staffId !== null && found.staffId !== staffId)) return no('unknown-passkey')
  // The member first, as everywhere: the passkey may be gone when the lock is there.
  const member = await lockMember(tx, found.staffId)
  const [passkey] = await tx
    .select()
    .from(staffPasskey)
    .where(and(isThis, eq(staffPasskey.staffId, found.staffId)))
  if (!passkey) return no('unknown-passkey', found.staffId)
  if (member?.status !== 'active') return no('inactive', found.staffId)
  const signed = await verify(ctx, response, { challenge, passkey })
  if (signed === null) return no('not-verified', found.staffId)
  if (isCounterBack(passkey.counter, signed.counter)) return no('counter-back', found.staffId)
  await tx
    .update(staffPasskey)
    .set({ counter: signed.counter, backedUp: signed.backedUp, usedAt: now })
    .where(eq(staffPasskey.passkeyId, passkey.passkeyId))
  return { ok: true, member }
}

type Known = { challenge: string; passkey: typeof staffPasskey.$inferSelect }

async function verify(ctx: Context, response: Assertion, { challenge, passkey }: Known) {
  const { id, origin } = relyingParty(ctx.services.env)
  const { userHandle } = response.response
  // The library does not compare it: an authenticator that names somebody else does not sign for this member.
  if (userHandle && userHandle !== userHandleOf(passkey.staffId)) return null
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        ...response,
        response: { ...response.response, userHandle },
      },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      // The library looks at the counter before the signature. Here it counts only when the signature is right.
      credential: {
        id: passkey.credentialId.toString('base64url'),
        publicKey: new Uint8Array(passkey.publicKey),
        counter: 0,
      },
      requireUserVerification: true,
    })
    if (!verified) return null
    return { counter: authenticationInfo.newCounter, backedUp: authenticationInfo.credentialBackedUp }
  } catch {
    // What the library throws says only that the answer is not to be believed.
    return null
  }
}

/** The bytes of the member's id: what an authenticator keeps to say who the passkey is for. */
export const userHandleBytes = (staffId: string) => Buffer.from(staffId.replaceAll('-', ''), 'hex')

const userHandleOf = (staffId: string) => userHandleBytes(staffId).toString('base64url')
