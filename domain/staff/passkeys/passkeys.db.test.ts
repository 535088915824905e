import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { passkeyChallenge, staffMember, staffPasskey } from '#db/schema/staff.ts'
import { Denied } from '#domain/access/permissions.ts'
import { newToken } from '#platform/crypto/tokens.ts'
import { newId } from '#platform/ids.ts'
import { addTestPasskey, type Odd, type TestAuthenticator, testAuthenticator } from '#testing/passkeys.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { jobsOf } from '#testing/requests.ts'
import { addStaff, staffAudit, type TestStaff } from '#testing/staff.ts'
import { purgeExpiredStaffSignIns } from '../sign-in/purge-expired-staff-sign-ins.ts'
import { requireSudo, SudoNeeded } from '../sign-in/step-up.ts'
import { addPasskey, askForPasskey } from './add-passkey.ts'
import { readPasskeyNotice } from './passkey-notice.ts'
import { askToSignIn, signInByPasskey } from './passkey-sign-in.ts'
import { askToStepUp, stepUpByPasskey } from './passkey-step-up.ts'
import { readOwnPasskeys } from './read-passkeys.ts'
import { removePasskey } from './remove-passkey.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal({ APP_URL: 'https://privacy.example.kz' })
})
afterAll(() => portal?.close())

const passkeysOf = (staffId: string) =>
  portal.database.owner.db.select().from(staffPasskey).where(eq(staffPasskey.staffId, staffId))
const lastOf = async (staffId: string) => (await staffAudit(portal, staffId)).at(-1)
const refused = { status: 'refused', code: 'passkey-refused' }

describe('adding a passkey', () => {
  it('stores the public key, and the name under the member’s key; the member lists and removes it', async () => {
    const member = await addStaff(portal, ['support'])
    const { ctx, passkeyId, id } = await addTestPasskey(portal, member)
    const [row] = await passkeysOf(member.staffId)
    expect(row).toMatchObject({
      passkeyId,
      counter: 0,
      backedUp: false,
      transports: 'internal,hybrid',
      usedAt: null,
    })
    expect(row?.credentialId.toString('base64url')).toBe(id)
    const [stored] = await portal.database.owner.db.execute<{ text: string }>(
      sql`SELECT (SELECT json_agg(p)::text FROM staff_passkey p) || (SELECT json_agg(e)::text FROM audit_event e) AS text`,
    )
    expect(stored?.text).not.toContain('Кеңсе')
    expect(await readOwnPasskeys(ctx)).toMatchObject([{ passkeyId, name: 'Кеңседегі кілт', isSynced: false }])
    await removePasskey(ctx, passkeyId)
    await removePasskey(ctx, passkeyId)
    expect(await readOwnPasskeys(ctx)).toEqual([])
    const actions = (await staffAudit(portal, member.staffId)).map(({ action }) => action)
    expect(actions.filter((action) => action.startsWith('staff-passkey'))).toEqual([
      'staff-passkey.ask',
      'staff-passkey.add',
      'staff-passkey.remove',
    ])
  })

  it('is told to its member by email, once when it is added and once when it is removed, without a name or a key', async () => {
    const member = await addStaff(portal, ['support'])
    const other = await addStaff(portal, ['support'])
    const notices = async () =>
      (await jobsOf(portal, 'send-staff-passkey-notice'))
        .map(({ payload }) => payload)
        .filter(({ staffId }) => staffId === member.staffId)
    const { ctx, passkeyId } = await addTestPasskey(portal, member)
    await removePasskey((await other.sudo()).ctx, passkeyId)
    expect(await notices()).toEqual([
      { staffId: member.staffId, passkeyId, change: 'added', at: expect.stringMatching(/Z$/) },
    ])
    await removePasskey(ctx, passkeyId)
    await removePasskey(ctx, passkeyId)
    expect((await notices()).map(({ change }) => change)).toEqual(['added', 'removed'])
    expect(await readPasskeyNotice(portal.system, member.staffId)).toEqual({ to: member.email, locale: 'ru' })
    expect(await readPasskeyNotice(portal.system, newId())).toBeNull()
    await expect(readPasskeyNotice(ctx, member.staffId)).rejects.toThrow(Denied)
  })

  it('needs a recent code, and only one’s own passkeys can be removed', async () => {
    const [member, other] = [await addStaff(portal, ['support']), await addStaff(portal, ['support'])]
    const { passkeyId } = await addTestPasskey(portal, member)
    const ctx = await other.contextOf(other.token)
    await expect(askForPasskey(ctx, other.token)).rejects.toThrow(SudoNeeded)
    await expect(removePasskey(ctx, passkeyId)).rejects.toThrow(SudoNeeded)
    await removePasskey((await other.sudo()).ctx, passkeyId)
    expect(await passkeysOf(member.staffId)).toHaveLength(1)
    await expect(askForPasskey(portal.visitor, other.token)).rejects.toThrow(Denied)
    await expect(readOwnPasskeys(portal.visitor)).rejects.toThrow(Denied)
  })

  it.each<[string, Odd]>([
    ['made at another address', { origin: 'https://privacy.example.kz.evil.test' }],
    ['made for another host', { rpId: 'evil.test' }],
    ['without user verification', { unverified: true }],
    ['without a touch', { absent: true }],
    ['for a challenge that was not asked', { challenge: newToken().token }],
    ['of a sign-in', { type: 'webauthn.get' }],
  ])('refuses an answer %s', async (_what, odd) => {
    const member = await addStaff(portal, ['support'])
    await expect(addTestPasskey(portal, member, odd)).rejects.toThrow('passkey-refused')
    expect(await passkeysOf(member.staffId)).toEqual([])
    expect(await lastOf(member.staffId)).toMatchObject({ action: 'staff-passkey.fail' })
  })

  it('refuses the answer of another session, the same answer again, and the eleventh passkey', async () => {
    const member = await addStaff(portal, ['support'])
    const first = await addTestPasskey(portal, member)
    const asked = await askForPasskey(first.ctx, first.token)
    if (asked.status !== 'done') throw new Error(asked.code)
    expect(JSON.parse(asked.options).excludeCredentials).toMatchObject([{ id: first.id }])
    expect(JSON.parse(asked.options).authenticatorSelection).toMatchObject({ userVerification: 'required' })
    const response = testAuthenticator(portal.services.env.APP_URL).create(asked.options)
    const given = { name: 'Екінші', response, sessionToken: first.token }
    expect(await addPasskey(first.ctx, { ...given, sessionToken: newToken().token })).toEqual(refused)
    expect((await addPasskey(first.ctx, given)).status).toBe('done')
    expect(await addPasskey(first.ctx, given)).toEqual(refused)
    for (let made = 2; made < 10; made++) await addTestPasskey(portal, member)
    await expect(addTestPasskey(portal, member)).rejects.toThrow('passkey-many')
  })
})

type Signer = Pick<TestAuthenticator, 'get'>

/** Asks as a browser does that is not signed in, and answers with the authenticator. */
async function signInWith(passkey: Signer, odd: Odd = {}) {
  const asked = await askToSignIn(portal.visitor)
  return signInByPasskey(portal.visitor, asked.browserToken, passkey.get(asked.options, odd))
}

describe('signing in by passkey', () => {
  let member: TestStaff
  let passkey: Signer
  beforeAll(async () => {
    member = await addStaff(portal, ['support'])
    passkey = await addTestPasskey(portal, member)
  })

  it('opens a session without password and code, which has not stepped up', async () => {
    const done = await signInWith(passkey)
    if (done.status !== 'signed-in') throw new Error(done.code)
    const session = await member.sessionOf(done.sessionToken)
    expect(session?.actor).toMatchObject({ staffId: member.staffId, sudo: false })
    expect(session?.passkeys).toBe(1)
    expect((await passkeysOf(member.staffId))[0]?.usedAt).not.toBeNull()
    expect(await lastOf(member.staffId)).toMatchObject({
      action: 'staff-sign-in.succeed',
      actorKind: 'staff',
      reason: 'passkey',
    })
  })

  it.each<[string, Odd, string]>([
    ['signed at another address', { origin: 'http://privacy.example.kz' }, 'not-verified'],
    ['for another host', { rpId: 'example.kz' }, 'not-verified'],
    ['without user verification', { unverified: true }, 'not-verified'],
    ['without a touch', { absent: true }, 'not-verified'],
    ['of a registration', { type: 'webauthn.create' }, 'not-verified'],
    ['that names another member', { userHandle: Buffer.alloc(16).toString('base64url') }, 'not-verified'],
    ['with another signature', { signature: Buffer.alloc(70, 1) }, 'not-verified'],
  ])('refuses an answer %s', async (_what, odd, reason) => {
    expect(await signInWith(passkey, odd)).toEqual(refused)
    expect(await lastOf(member.staffId)).toMatchObject({
      action: 'staff-sign-in.fail',
      reason: `passkey-${reason}`,
    })
  })

  it('uses a challenge up with the first answer, also a wrong one', async () => {
    const asked = await askToSignIn(portal.visitor)
    const wrong = passkey.get(asked.options, { unverified: true })
    expect(await signInByPasskey(portal.visitor, asked.browserToken, wrong)).toEqual(refused)
    const right = passkey.get(asked.options)
    expect(await signInByPasskey(portal.visitor, asked.browserToken, right)).toEqual(refused)
    const again = await askToSignIn(portal.visitor)
    const answer = passkey.get(again.options)
    expect(await signInByPasskey(portal.visitor, again.browserToken, answer)).toMatchObject({
      status: 'signed-in',
    })
    expect(await signInByPasskey(portal.visitor, again.browserToken, answer)).toEqual(refused)
  })

  it('takes one of two same answers that come at once', async () => {
    const asked = await askToSignIn(portal.visitor)
    const answer = passkey.get(asked.options)
    const both = await Promise.all(
      [1, 2].map(() => signInByPasskey(portal.visitor, asked.browserToken, answer)),
    )
    expect(both.map(({ status }) => status).sort()).toEqual(['refused', 'signed-in'])
  })

  it('refuses the answer in another browser, and five minutes later', async () => {
    const asked = await askToSignIn(portal.visitor)
    const answer = passkey.get(asked.options)
    expect(await signInByPasskey(portal.visitor, newToken().token, answer)).toEqual(refused)
    expect(await signInByPasskey(portal.visitor, 'nothing', answer)).toEqual(refused)
    portal.passTime(5 * 60_000)
    expect(await signInByPasskey(portal.visitor, asked.browserToken, answer)).toEqual(refused)
    await purgeExpiredStaffSignIns(portal.system)
    expect(await portal.database.owner.db.$count(passkeyChallenge)).toBe(0)
  })

  it('refuses a counter that does not grow, which the log names, and goes on with one that does', async () => {
    const counting = await addTestPasskey(portal, member, { counter: 7 })
    expect((await signInWith(counting, { counter: 9 })).status).toBe('signed-in')
    for (const counter of [9, 8, 0]) {
      expect(await signInWith(counting, { counter })).toEqual(refused)
      expect((await lastOf(member.staffId))?.reason).toBe('passkey-counter-back')
    }
    // A forged answer with an old counter says nothing of a copied key.
    expect(await signInWith(counting, { counter: 8, signature: Buffer.alloc(70, 1) })).toEqual(refused)
    expect((await lastOf(member.staffId))?.reason).toBe('passkey-not-verified')
    expect((await signInWith(counting, { counter: 10 })).status).toBe('signed-in')
  })

  it('answers an unknown passkey and somebody disabled alike', async () => {
    expect(await signInWith(testAuthenticator(portal.services.env.APP_URL))).toEqual(refused)
    const gone = await addStaff(portal, ['support'])
    const theirs = await addTestPasskey(portal, gone)
    await portal.database.owner.db
      .update(staffMember)
      .set({ status: 'disabled' })
      .where(eq(staffMember.staffId, gone.staffId))
    expect(await signInWith(theirs)).toEqual(refused)
    expect((await lastOf(gone.staffId))?.reason).toBe('passkey-inactive')
  })
})

describe('stepping up by passkey', () => {
  it('lasts 15 minutes and makes a new token of the session', async () => {
    const member = await addStaff(portal, ['administrator'])
    const passkey = await addTestPasskey(portal, member)
    const signedIn = await signInWith(passkey)
    if (signedIn.status !== 'signed-in') throw new Error(signedIn.code)
    const token = signedIn.sessionToken
    const ctx = await member.contextOf(token)
    const asked = await askToStepUp(ctx, token)
    if (asked.status !== 'done') throw new Error(asked.code)
    expect(JSON.parse(asked.options).allowCredentials).toMatchObject([{ id: passkey.id }])
    const done = await stepUpByPasskey(ctx, token, passkey.get(asked.options))
    if (done.status !== 'done') throw new Error(done.code)
    expect(await member.sessionOf(token)).toBeNull()
    const after = await member.contextOf(done.sessionToken)
    expect(() => requireSudo(after)).not.toThrow()
    expect(await lastOf(member.staffId)).toMatchObject({ action: 'staff-step-up.succeed', reason: 'passkey' })
    portal.passTime(15 * 60_000)
    const later = await member.contextOf(done.sessionToken)
    expect(() => requireSudo(later)).toThrow(SudoNeeded)
  })

  it('refuses a colleague’s passkey, the answer to a sign-in, and an answer for another session', async () => {
    const [member, other] = [await addStaff(portal, ['support']), await addStaff(portal, ['support'])]
    const [own, theirs] = [await addTestPasskey(portal, member), await addTestPasskey(portal, other)]
    const ask = async () => {
      const asked = await askToStepUp(own.ctx, own.token)
      if (asked.status !== 'done') throw new Error(asked.code)
      return asked.options
    }
    expect(await stepUpByPasskey(own.ctx, own.token, theirs.get(await ask()))).toEqual(refused)
    expect((await lastOf(member.staffId))?.reason).toBe('passkey-unknown-passkey')
    const { options } = await askToSignIn(portal.visitor)
    expect(await stepUpByPasskey(own.ctx, own.token, own.get(options))).toEqual(refused)
    expect(await stepUpByPasskey(own.ctx, await member.signIn(), own.get(await ask()))).toEqual(refused)
    expect(await stepUpByPasskey(theirs.ctx, theirs.token, theirs.get(await ask()))).toEqual(refused)
    await removePasskey(own.ctx, own.passkeyId)
    expect(await askToStepUp(own.ctx, own.token)).toEqual({ status: 'refused', code: 'passkey-none' })
    await expect(askToStepUp(portal.visitor, own.token)).rejects.toThrow(Denied)
  })
})
