import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { staffInvitation, staffMember } from '#db/schema/staff.ts'
import type { Actor } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { newToken } from '#platform/crypto/tokens.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { addStaff, staffAudit } from '#testing/staff.ts'
import { codeOfStep, timeStepOf } from '../rules/totp.ts'
import { recordDenial } from '../sessions/record-denial.ts'
import { choosePassword, finishSetUp, readSetUp } from '../sign-in/set-up.ts'
import { checkStaffCode, startStaffSignIn } from '../sign-in/staff-sign-in.ts'
import { SudoNeeded } from '../sign-in/step-up.ts'
import { changeStaffRoles, disableStaff, enableStaff, resetStaff } from './change-staff.ts'
import { readStaffInvitationMail } from './invitation-mail.ts'
import { inviteStaff } from './invite-staff.ts'
import { listStaff, readStaff, staffNames } from './read-team.ts'

let portal: TestPortal
let admin: Context
beforeAll(async () => {
  portal = await testPortal()
  admin = (await (await addStaff(portal, ['administrator'])).sudo()).ctx
})
afterAll(() => portal?.close())

let made = 0
const invitation = () => ({
  email: `invited-${++made}@example.kz`,
  fullName: 'Дәурен Ахметов',
  roles: ['support'] as const,
  locale: 'kk' as const,
})
async function invite(ctx = admin, given = invitation()) {
  const invited = await inviteStaff(ctx, given)
  if (invited.status !== 'invited') throw new Error(invited.code)
  const mail = await readStaffInvitationMail(portal.system, invited.invitationId)
  return { ...given, ...invited, token: mail?.token ?? '', mail }
}
const newestToken = async (staffId: string) => {
  const rows = await portal.database.owner.db
    .select()
    .from(staffInvitation)
    .where(eq(staffInvitation.staffId, staffId))
  const open = rows.find((row) => row.consumedAt === null)
  return open && (await readStaffInvitationMail(portal.system, open.invitationId))?.token
}
const password = 'жасыл шай, қызыл алма'
const codeNow = (secret: string) => {
  portal.passTime(30_000)
  return codeOfStep(secret, timeStepOf(portal.services.clock.unmoved()))
}
const done = { status: 'done' }
const refused = (code: string) => ({ status: 'refused', code })

describe('an invitation', () => {
  it('is mailed, records who gave which role, and lets in who sets a password and an authenticator', async () => {
    const { staffId, email, mail, token } = await invite(admin, { ...invitation(), roles: ['support'] })
    expect(mail).toMatchObject({ to: email, locale: 'kk' })
    expect(await readStaff(admin, staffId)).toMatchObject({ status: 'invited', email, roles: ['support'] })
    expect(await readSetUp(portal.visitor, token)).toEqual({ step: 'password', email })
    const chosen = await choosePassword(portal.visitor, token, password)
    if (chosen.status !== 'done') throw new Error(chosen.code)
    const shown = await readSetUp(portal.visitor, token, chosen.browserToken)
    if (shown?.step !== 'authenticator') throw new Error('no secret')
    expect(shown.uri).toContain(`secret=${shown.secret}`)
    const code = codeNow(shown.secret)
    const finished = await finishSetUp(portal.visitor, token, chosen.browserToken, code)
    expect(finished.status).toBe('done')
    expect(await readSetUp(portal.visitor, token, chosen.browserToken)).toBeNull()
    const first = await startStaffSignIn(portal.visitor, { email, password, returnTo: undefined })
    if (first.status !== 'code-needed') throw new Error(first.code)
    expect(await checkStaffCode(portal.visitor, first.browserToken, code)).toMatchObject(
      refused('wrong-code'),
    )
    expect((await checkStaffCode(portal.visitor, first.browserToken, codeNow(shown.secret))).status).toBe(
      'signed-in',
    )
    expect((await staffAudit(portal, staffId)).map(({ action, reason }) => [action, reason])).toEqual([
      ['staff.invite', null],
      ['staff.grant-role', 'support'],
      ['staff.choose-password', null],
      ['staff.set-up', null],
      ['staff-sign-in.password', null],
      ['staff-sign-in.fail', 'wrong-code'],
      ['staff-sign-in.succeed', null],
    ])
  })

  it('shows the secret in the browser that chose the password only, and a new one when it is chosen again', async () => {
    const { token } = await invite()
    const first = await choosePassword(portal.visitor, token, password)
    const second = await choosePassword(portal.visitor, token, password)
    if (first.status !== 'done' || second.status !== 'done') throw new Error('not chosen')
    for (const other of [undefined, '', newToken().token, first.browserToken])
      expect((await readSetUp(portal.visitor, token, other))?.step).toBe('password')
    const shown = await readSetUp(portal.visitor, token, second.browserToken)
    const code = codeNow(shown?.step === 'authenticator' ? shown.secret : '')
    expect(await finishSetUp(portal.visitor, token, first.browserToken, code)).toEqual(refused('dead'))
    const wrong = code === '123456' ? '654321' : '123456'
    expect(await finishSetUp(portal.visitor, token, second.browserToken, wrong)).toEqual(
      refused('wrong-code'),
    )
    expect((await finishSetUp(portal.visitor, token, second.browserToken, code)).status).toBe('done')
  })

  it('takes no password that is short, common or the address', async () => {
    const { token, email } = await invite()
    const faults: unknown[] = []
    for (const one of ['short', 'password12345', `${email}`]) {
      const answer = await choosePassword(portal.visitor, token, one)
      faults.push(answer.status === 'refused' && answer.code === 'password' ? answer.fault : answer)
    }
    expect(faults).toEqual(['too-short', 'common', 'about-you'])
  })

  it('is over after 72 hours, when another was sent, and with the account', async () => {
    const late = await invite()
    portal.passTime(73 * 3_600_000)
    expect(await readSetUp(portal.visitor, late.token)).toBeNull()
    expect(await choosePassword(portal.visitor, late.token, password)).toEqual(refused('dead'))
    expect(await resetStaff(admin, late.staffId)).toEqual(done)
    const again = await newestToken(late.staffId)
    expect((await readSetUp(portal.visitor, again ?? ''))?.email).toBe(late.email)
    expect(await resetStaff(admin, late.staffId)).toEqual(done)
    expect(await readSetUp(portal.visitor, again ?? '')).toBeNull()
    const newest = (await newestToken(late.staffId)) ?? ''
    expect(await disableStaff(admin, late.staffId)).toEqual(done)
    expect(await readSetUp(portal.visitor, newest)).toBeNull()
    expect(await enableStaff(admin, late.staffId)).toEqual(done)
    expect((await readSetUp(portal.visitor, (await newestToken(late.staffId)) ?? ''))?.step).toBe('password')
  })

  it('is not given twice to one address, however close together', async () => {
    const given = invitation()
    const answers = await Promise.all([inviteStaff(admin, given), inviteStaff(admin, given)])
    expect(answers.map(({ status }) => status).sort()).toEqual(['invited', 'refused'])
    expect((await listStaff(admin)).filter(({ email }) => email === given.email)).toHaveLength(1)
  })

  it('can be the operator’s, for a first administrator', async () => {
    const { staffId } = await invite(portal.system)
    expect((await staffAudit(portal, staffId))[0]).toMatchObject({
      action: 'staff.invite',
      actorKind: 'system',
    })
  })
})

describe('a change of the team', () => {
  it('of roles counts from the next request, each given and taken on record', async () => {
    const member = await addStaff(portal, ['support'])
    expect(await changeStaffRoles(admin, member.staffId, ['auditor', 'privacy-officer'])).toEqual(done)
    expect((await member.contextOf(member.token)).actor).toMatchObject({
      roles: ['auditor', 'privacy-officer'],
    })
    expect(
      (await staffAudit(portal, member.staffId)).slice(-3).map(({ action, reason }) => [action, reason]),
    ).toEqual([
      ['staff.take-role', 'support'],
      ['staff.grant-role', 'auditor'],
      ['staff.grant-role', 'privacy-officer'],
    ])
  })

  it('that disables ends everything at once; enabled again, password and authenticator still hold', async () => {
    const member = await addStaff(portal, ['support'])
    const second = await member.signIn()
    const half = await startStaffSignIn(portal.visitor, {
      email: member.email,
      password: member.password,
      returnTo: undefined,
    })
    expect(await disableStaff(admin, member.staffId)).toEqual(done)
    for (const token of [member.token, second]) expect(await member.sessionOf(token)).toBeNull()
    const browser = half.status === 'code-needed' ? half.browserToken : ''
    expect(await checkStaffCode(portal.visitor, browser, member.code())).toEqual(refused('code-used'))
    expect(await disableStaff(admin, member.staffId)).toEqual(refused('not-now'))
    expect(await resetStaff(admin, member.staffId)).toEqual(refused('not-now'))
    expect(await enableStaff(admin, member.staffId)).toEqual(done)
    expect(await member.sessionOf(member.token)).toBeNull()
    expect(await member.sessionOf(await member.signIn())).not.toBeNull()
  })

  it('that disables is seen by a session even if its row were left', async () => {
    const member = await addStaff(portal, ['support'])
    await portal.database.owner.db
      .update(staffMember)
      .set({ status: 'disabled' })
      .where(eq(staffMember.staffId, member.staffId))
    expect(await member.sessionOf(member.token)).toBeNull()
  })

  it('that resets a lost factor voids password, code and sessions, and mails a new link', async () => {
    const member = await addStaff(portal, ['support'])
    expect(await resetStaff(admin, member.staffId)).toEqual(done)
    expect(await member.sessionOf(member.token)).toBeNull()
    const { email, password: old } = member
    expect(await startStaffSignIn(portal.visitor, { email, password: old, returnTo: undefined })).toEqual(
      refused('no-match'),
    )
    expect((await readSetUp(portal.visitor, (await newestToken(member.staffId)) ?? ''))?.email).toBe(email)
  })

  it('is not made to oneself where it could hide something', async () => {
    const self = admin.actor.kind === 'staff' ? admin.actor.staffId : ''
    expect(await disableStaff(admin, self)).toEqual(refused('yourself'))
    expect(await resetStaff(admin, self)).toEqual(refused('yourself'))
  })

  it('of somebody who is not there changes nothing', async () => {
    for (const run of [disableStaff, enableStaff, resetStaff])
      expect(await run(admin, crypto.randomUUID())).toEqual(refused('gone'))
  })
})

describe('the last administrator', () => {
  it('keeps the role, and of two who remove each other at once one stays', async () => {
    const other = await testPortal()
    try {
      const one = await addStaff(other, ['administrator', 'auditor'])
      const ctx = (await one.sudo()).ctx
      expect(await changeStaffRoles(ctx, one.staffId, ['auditor'])).toEqual(refused('last-administrator'))
      const two = await addStaff(other, ['administrator'])
      const secondCtx = (await two.sudo()).ctx
      const answers = await Promise.all([
        changeStaffRoles(ctx, two.staffId, ['auditor']),
        disableStaff(secondCtx, one.staffId),
      ])
      expect(answers.map(({ status }) => status).sort()).toEqual(['done', 'refused'])
      const left = (await listStaff(ctx)).filter(
        ({ status, roles }) => status === 'active' && roles.includes('administrator'),
      )
      expect(left).toHaveLength(1)
      const last = left[0]?.staffId ?? ''
      const byOther = last === one.staffId ? secondCtx : ctx
      expect(await disableStaff(byOther, last)).toEqual(refused('last-administrator'))
      expect(await resetStaff(byOther, last)).toEqual(refused('last-administrator'))
      expect(await resetStaff(other.system, last)).toEqual(done)
    } finally {
      await other.close()
    }
  })
})

describe('who may see and change the team', () => {
  const others: [string, Actor][] = [
    ['a visitor', { kind: 'visitor' }],
    ['a data subject', { kind: 'subject', subjectId: crypto.randomUUID() }],
    ['a program', { kind: 'program', keyId: 'k', scopes: ['requests:write'] }],
    ...(['support', 'privacy-officer', 'security-officer', 'auditor'] as const).map(
      (role): [string, Actor] => [
        role,
        { kind: 'staff', staffId: crypto.randomUUID(), roles: [role], clearance: true, sudo: true },
      ],
    ),
  ]

  it.each(others)('%s changes nothing', async (name, actor) => {
    const ctx = portal.as(actor)
    const id = crypto.randomUUID()
    await expect(inviteStaff(ctx, invitation())).rejects.toThrow(Denied)
    for (const change of [
      () => changeStaffRoles(ctx, id, ['support']),
      () => disableStaff(ctx, id),
      () => enableStaff(ctx, id),
      () => resetStaff(ctx, id),
    ])
      expect(change).toThrow(Denied)
    if (name === 'auditor') expect((await listStaff(ctx)).length).toBeGreaterThan(0)
    else await expect(listStaff(ctx)).rejects.toThrow(Denied)
  })

  it('an administrator changes nothing without a code given again', async () => {
    const ctx = portal.as({ ...(admin.actor as Extract<Actor, { kind: 'staff' }>), sudo: false })
    await expect(inviteStaff(ctx, invitation())).rejects.toThrow(SudoNeeded)
    expect(() => disableStaff(ctx, crypto.randomUUID())).toThrow(SudoNeeded)
  })

  it('a denial is on record with the permission that was asked for', async () => {
    const member = await addStaff(portal, ['support'])
    await recordDenial(await member.contextOf(member.token), 'staff.read')
    expect((await staffAudit(portal, member.staffId)).at(-1)).toMatchObject({
      action: 'access.deny',
      actorKind: 'staff',
      reason: 'staff.read',
    })
  })
})

it('names of members are given by id, the address where there is no name', async () => {
  const named = await invite()
  const nameless = await invite(portal.system, { ...invitation(), fullName: '' })
  const names = await portal.system.transaction((tx) =>
    staffNames(tx, portal.services.keys, [named.staffId, nameless.staffId, crypto.randomUUID()]),
  )
  expect([...names.values()].sort()).toEqual([nameless.email, named.fullName].sort())
})
