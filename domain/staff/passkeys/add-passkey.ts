import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server'
import { eq } from 'drizzle-orm'
import { staffMember, staffPasskey } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { readSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { newId } from '#platform/ids.ts'
import { openMember, passkeyPlace } from '../record/staff-fields.ts'
import type { Registration } from '../rules/passkey-schemas.ts'
import { lockMember } from '../sign-in/consume-code.ts'
import { requireSudo } from '../sign-in/step-up.ts'
import { userHandleBytes } from './check-assertion.ts'
import { startChallenge, takeChallenge } from './passkey-challenge.ts'
import { enqueuePasskeyNotice } from './passkey-notice.ts'
import { passkeyAlgorithms, relyingParty } from './relying-party.ts'

/** More would only be forgotten ones. */
const MOST_PASSKEYS = 10

type Refused = { status: 'refused'; code: 'passkey-many' | 'passkey-refused' | 'signed-out' }
const refused = (code: Refused['code']): Refused => ({ status: 'refused', code })

/** What the browser asks the authenticator for, as JSON. Throws `SudoNeeded`. */
export async function askForPasskey(
  ctx: Context,
  sessionToken: string,
): Promise<{ status: 'done'; options: string } | Refused> {
  authorize(ctx.actor, 'staff-account.change')
  requireSudo(ctx)
  const staffId = ctx.actor.kind === 'staff' ? ctx.actor.staffId : ''
  return ctx.transaction(async (tx) => {
    const [member] = await tx.select().from(staffMember).where(eq(staffMember.staffId, staffId))
    if (!member) return refused('signed-out')
    const passkeys = await tx.select().from(staffPasskey).where(eq(staffPasskey.staffId, staffId))
    if (passkeys.length >= MOST_PASSKEYS) return refused('passkey-many')
    const cipher = await readSubjectCipher(tx, ctx.services.keys, staffId)
    const { email, fullName } = openMember(cipher, member)
    const { challenge } = await startChallenge(tx, ctx.clock.now(), {
      use: 'register',
      staffId,
      browserToken: sessionToken,
    })
    await append(tx, ctx.auditedAs, { action: 'staff-passkey.ask', resource: `staff:${staffId}` })
    const { id } = relyingParty(ctx.services.env)
    const options = await generateRegistrationOptions({
      rpName: id,
      rpID: id,
      userID: new Uint8Array(userHandleBytes(staffId)),
      userName: email,
      userDisplayName: fullName ?? email,
      challenge: new Uint8Array(challenge),
      attestationType: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: passkeys.map(({ credentialId }) => ({ id: credentialId.toString('base64url') })),
      supportedAlgorithmIDs: passkeyAlgorithms,
    })
    return { status: 'done', options: JSON.stringify(options) }
  })
}

type New = { name: string; response: Registration; sessionToken: string }

/** Stores the public key that an authenticator made for this challenge. Throws `SudoNeeded`. */
export async function addPasskey(
  ctx: Context,
  { name, response, sessionToken }: New,
): Promise<{ status: 'done'; passkeyId: string } | Refused> {
  authorize(ctx.actor, 'staff-account.change')
  requireSudo(ctx)
  const staffId = ctx.actor.kind === 'staff' ? ctx.actor.staffId : ''
  const resource = `staff:${staffId}`
  return ctx.transaction(async (tx) => {
    const now = ctx.clock.now()
    const challenge = await takeChallenge(tx, now, {
      use: 'register',
      staffId,
      browserToken: sessionToken,
      clientDataJSON: response.response.clientDataJSON,
    })
    const made = challenge === null ? null : await verify(ctx, response, challenge)
    if (!made) {
      const reason = challenge === null ? 'challenge' : 'not-verified'
      await append(tx, ctx.auditedAs, { action: 'staff-passkey.fail', resource, reason })
      return refused('passkey-refused')
    }
    await lockMember(tx, staffId)
    const held = await tx.$count(staffPasskey, eq(staffPasskey.staffId, staffId))
    if (held >= MOST_PASSKEYS) return refused('passkey-many')
    const passkeyId = newId()
    const cipher = await readSubjectCipher(tx, ctx.services.keys, staffId)
    const added = await tx
      .insert(staffPasskey)
      .values({
        passkeyId,
        staffId,
        credentialId: Buffer.from(made.credential.id, 'base64url'),
        publicKey: Buffer.from(made.credential.publicKey),
        counter: made.credential.counter,
        transports: (response.response.transports ?? []).join(),
        backedUp: made.credentialBackedUp,
        nameSealed: cipher.encrypt(passkeyPlace(passkeyId), name),
        createdAt: now,
      })
      .onConflictDoNothing()
      .returning({ passkeyId: staffPasskey.passkeyId })
    // A credential of somebody else: authenticators make up ids of 16 random bytes and more.
    if (added.length === 0) return refused('passkey-refused')
    await append(tx, ctx.auditedAs, { action: 'staff-passkey.add', resource })
    await enqueuePasskeyNotice(tx, ctx, { staffId, passkeyId, change: 'added' })
    return { status: 'done', passkeyId }
  })
}

async function verify(ctx: Context, response: Registration, challenge: string) {
  const { id, origin } = relyingParty(ctx.services.env)
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      supportedAlgorithmIDs: passkeyAlgorithms,
    })
    return verified ? registrationInfo : null
  } catch {
    // What the library throws says only that the answer is not to be believed.
    return null
  }
}
