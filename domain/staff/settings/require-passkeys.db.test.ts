import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StaffRole } from '#domain/access/actor.ts'
import { Denied, isAllowed, type Permission, permissions } from '#domain/access/permissions.ts'
import { addTestPasskey, type TestAuthenticator } from '#testing/passkeys.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { addStaff, staffAudit, type TestStaff } from '#testing/staff.ts'
import { askToSignIn, signInByPasskey } from '../passkeys/passkey-sign-in.ts'
import { askToStepUp, stepUpByPasskey } from '../passkeys/passkey-step-up.ts'
import { removePasskey } from '../passkeys/remove-passkey.ts'
import { checkStaffCode, startStaffSignIn } from '../sign-in/staff-sign-in.ts'
import { SudoNeeded, stepUp } from '../sign-in/step-up.ts'
import { readPasskeysRequired, requirePasskeys } from './require-passkeys.ts'

let portal: TestPortal
let administrator: TestStaff & { passkeys: Awaited<ReturnType<typeof addTestPasskey>>[] }
beforeEach(async () => {
  portal = await testPortal()
  administrator = await withTwo(['administrator'])
})
afterEach(() => portal?.close())

async function withTwo(roles: readonly StaffRole[]) {
  const member = await addStaff(portal, roles)
  return { ...member, passkeys: [await addTestPasskey(portal, member), await addTestPasskey(portal, member)] }
}

const password = ({ email, password }: TestStaff) =>
  startStaffSignIn(portal.visitor, { email, password, returnTo: undefined })

async function byPasskey(passkey: Pick<TestAuthenticator, 'get'>) {
  const asked = await askToSignIn(portal.visitor)
  const done = await signInByPasskey(portal.visitor, asked.browserToken, passkey.get(asked.options))
  if (done.status !== 'signed-in') throw new Error(done.code)
  return done.sessionToken
}

/** Confirms in a session with a passkey. */
async function confirm(member: TestStaff, token: string, passkey: Pick<TestAuthenticator, 'get'>) {
  const ctx = await member.contextOf(token)
  const asked = await askToStepUp(ctx, token)
  if (asked.status !== 'done') throw new Error(asked.code)
  const done = await stepUpByPasskey(ctx, token, passkey.get(asked.options))
  if (done.status !== 'done') throw new Error(done.code)
  return done.sessionToken
}

/** A context of the administrator who signed in and confirmed by passkey. */
async function admin(who = administrator) {
  const [first] = who.passkeys
  if (!first) throw new Error('no passkey')
  return who.contextOf(await confirm(who, await byPasskey(first), first))
}

const turnOn = async () => requirePasskeys(await admin(), { required: true })

/** What a session may do, of all permissions. */
async function allowed(member: TestStaff, token: string): Promise<Permission[]> {
  const { actor } = await member.contextOf(token)
  return (Object.keys(permissions) as Permission[]).filter((one) => isAllowed(actor, one))
}

const enrolment = [
  'staff-account.change',
  'staff-account.read',
  'staff-console.open',
  'staff-sign-out',
  'staff-step-up',
]
const notOfVisitors = (names: readonly Permission[]) =>
  names.filter((name) => !isAllowed({ kind: 'visitor' }, name)).sort()

describe('the setting', () => {
  it('is turned on by an administrator with two passkeys who has used one in this session', async () => {
    const other = await addStaff(portal, ['administrator'])
    await expect(
      requirePasskeys(await other.contextOf(await other.signIn()), { required: true }),
    ).rejects.toThrow(SudoNeeded)
    await expect(requirePasskeys(portal.visitor, { required: true })).rejects.toThrow(Denied)
    expect(await requirePasskeys((await other.sudo()).ctx, { required: true })).toEqual({
      status: 'refused',
      code: 'passkeys-first',
    })
    const { ctx } = await administrator.sudo(await administrator.signIn())
    expect(await requirePasskeys(ctx, { required: true })).toEqual({
      status: 'refused',
      code: 'passkey-use-first',
    })
    expect(await turnOn()).toMatchObject({ changed: true })
    expect(await turnOn()).toMatchObject({ changed: false })
    expect((await staffAudit(portal, administrator.staffId)).at(-1)).toMatchObject({
      action: 'staff-step-up.succeed',
      reason: 'passkey',
    })
    expect(await readPasskeysRequired(await admin())).toEqual({
      required: true,
      changed: { at: expect.any(Date), name: 'Асқар Серікұлы' },
      members: 2,
      ready: 1,
    })
  })

  it('locks nobody out at the moment it is turned on', async () => {
    const members = [
      await addStaff(portal, ['privacy-officer']),
      await addStaff(portal, ['administrator']),
      await addStaff(portal, ['support']),
    ]
    const one = await addStaff(portal, ['privacy-officer', 'support'])
    await addTestPasskey(portal, one)
    const two = await withTwo(['privacy-officer'])
    // One after the other: each code moves the clock on.
    const before: { member: TestStaff; token: string }[] = []
    for (const member of [...members, one, two]) before.push({ member, token: await member.signIn() })
    await turnOn()
    // No session has ended: each goes on to what it waits for.
    const states = await Promise.all(
      before.map(async ({ member, token }) => (await member.sessionOf(token))?.actor.waitsForPasskeys),
    )
    expect(states).toEqual(['add', 'add', undefined, 'add', 'use'])
    // Those who lack passkeys sign in by code, add them, and have their role.
    for (const member of [...members.slice(0, 2), one]) {
      expect((await member.sessionOf(await member.signIn()))?.actor.waitsForPasskeys).toBe('add')
      const passkey = await addTestPasskey(portal, member)
      const held = member === one ? null : await addTestPasskey(portal, member)
      const token = await byPasskey(held ?? passkey)
      expect((await member.sessionOf(token))?.actor.waitsForPasskeys).toBeUndefined()
      expect(await allowed(member, token)).toContain('settings.read')
    }
    // The one who turned it on can turn it off.
    expect(await requirePasskeys(await admin(), { required: false })).toMatchObject({ changed: true })
  })

  it('never closes the role of the only administrator', async () => {
    const only = administrator
    await turnOn()
    const [, second] = only.passkeys
    await removePasskey(await admin(), second?.passkeyId ?? '')
    const may = async () => isAllowed((await only.contextOf(await only.signIn())).actor, 'settings.change')
    expect(await may()).toBe(true)
    await addStaff(portal, ['administrator'])
    expect(await may()).toBe(false)
  })
})

describe('where passkeys are required, a member with two', () => {
  it('is refused after the right password, and gets no session from a code', async () => {
    const officer = await withTwo(['privacy-officer', 'support'])
    const early = await password(officer)
    await turnOn()
    const refused = { status: 'refused', code: 'passkey-only' }
    expect(await password(officer)).toEqual(refused)
    const last = async () => (await staffAudit(portal, officer.staffId)).at(-1)
    expect(await last()).toMatchObject({ action: 'staff-sign-in.fail', reason: 'passkey-only' })
    if (early.status !== 'code-needed') throw new Error(early.code)
    expect(await checkStaffCode(portal.visitor, early.browserToken, officer.code())).toEqual(refused)
    expect(await last()).toMatchObject({ action: 'staff-sign-in.fail', reason: 'passkey-only' })
    expect(await checkStaffCode(portal.visitor, early.browserToken, officer.code())).toMatchObject({
      status: 'refused',
    })
  })

  it('learns nothing from a wrong password', async () => {
    const officer = await withTwo(['privacy-officer'])
    await turnOn()
    expect(await password({ ...officer, password: 'something else entirely' })).toEqual({
      status: 'refused',
      code: 'no-match',
    })
  })

  it('signs in and confirms by passkey, and not by a code', async () => {
    const officer = await withTwo(['privacy-officer'])
    const [passkey] = officer.passkeys
    await turnOn()
    const token = await byPasskey(passkey as TestAuthenticator)
    expect(await allowed(officer, token)).toContain('packages.release')
    const session = await officer.sessionOf(token)
    expect(session).toMatchObject({ passkeyOnly: true, actor: { byPasskey: true } })
    expect(await stepUp(await officer.contextOf(token), token, officer.code())).toEqual({
      status: 'refused',
      code: 'passkey-only',
    })
    expect((await staffAudit(portal, officer.staffId)).at(-1)).toMatchObject({
      action: 'staff-step-up.fail',
      reason: 'passkey-only',
    })
    const confirmed = await confirm(officer, token, passkey as TestAuthenticator)
    expect((await officer.sessionOf(confirmed))?.actor.sudo).toBe(true)
  })

  it('does nothing in a session that a code had opened before, until a passkey is used in it', async () => {
    const officer = await withTwo(['privacy-officer'])
    const token = await officer.signIn()
    expect(await allowed(officer, token)).toContain('requests.work')
    await turnOn()
    expect(notOfVisitors(await allowed(officer, token))).toEqual(enrolment)
    const confirmed = await confirm(officer, token, officer.passkeys[1] as TestAuthenticator)
    expect(await allowed(officer, confirmed)).toContain('requests.work')
  })

  it('signs in by code again after losing the role', async () => {
    const support = await withTwo(['support'])
    await turnOn()
    expect((await password(support)).status).toBe('code-needed')
  })
})

describe('where passkeys are required, a member with fewer', () => {
  it.each([0, 1])('with %i gets a session that can only add them', async (count) => {
    const officer = await addStaff(portal, ['privacy-officer', 'support', 'auditor'])
    if (count > 0) await addTestPasskey(portal, officer)
    await turnOn()
    const token = await officer.signIn()
    expect(notOfVisitors(await allowed(officer, token))).toEqual(enrolment)
    const { ctx } = await officer.sudo(token)
    expect(ctx.actor).toMatchObject({ waitsForPasskeys: 'add', sudo: true })
  })

  it('has the role once two passkeys are added and one was used', async () => {
    const officer = await addStaff(portal, ['privacy-officer'])
    await turnOn()
    await addTestPasskey(portal, officer)
    const second = await addTestPasskey(portal, officer)
    expect((await officer.sessionOf(second.token))?.actor.waitsForPasskeys).toBe('use')
    const confirmed = await confirm(officer, second.token, second)
    expect(await allowed(officer, confirmed)).toContain('packages.release')
  })
})
