import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { staffMember, staffSession } from '#db/schema/staff.ts'
import { newToken } from '#platform/crypto/tokens.ts'
import { verifyPassword } from '#platform/password.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { addStaff, staffAudit } from '#testing/staff.ts'
import { codeOfStep, timeStepOf } from '../rules/totp.ts'
import { closeStaffSession, readStaffSession, whyStaffSessionEnded } from '../sessions/staff-sessions.ts'
import { purgeExpiredStaffSignIns } from './purge-expired-staff-sign-ins.ts'
import { checkStaffCode, startStaffSignIn } from './staff-sign-in.ts'
import { requireSudo, SudoNeeded, stepUp } from './step-up.ts'

// Test files share the modules that are loaded: these are loaded again, with the one that counts.
vi.hoisted(() => vi.resetModules())
vi.mock('#platform/password.ts', async (original) => {
  const real = await original<typeof import('#platform/password.ts')>()
  return { ...real, verifyPassword: vi.fn(real.verifyPassword) }
})

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(async () => {
  vi.resetModules()
  await portal?.close()
})
afterEach(() => {
  vi.unstubAllEnvs()
})

const minutes = (count: number) => portal.passTime(count * 60_000)
const give = (email: string, password: string) =>
  startStaffSignIn(portal.visitor, { email, password, returnTo: '/ru/staff/team' })
async function passPassword(member: { email: string; password: string }) {
  const first = await give(member.email, member.password)
  if (first.status !== 'code-needed') throw new Error(first.code)
  return first.browserToken
}
const actions = (staffId: string) => staffAudit(portal, staffId)

describe('signing in as staff', () => {
  it('takes the password, then a code, opens a session of twelve hours and remembers the way', async () => {
    const member = await addStaff(portal, ['support', 'auditor'])
    const before = portal.services.clock.now().getTime()
    const done = await checkStaffCode(portal.visitor, await passPassword(member), member.code())
    if (done.status !== 'signed-in') throw new Error(done.code)
    expect(done.returnTo).toBe('/ru/staff/team')
    const beganAt = done.expiresAt.getTime() - 12 * 3_600_000
    expect(beganAt).toBeGreaterThanOrEqual(before)
    expect(beganAt).toBeLessThanOrEqual(portal.services.clock.now().getTime())
    expect((await member.sessionOf(done.sessionToken))?.actor).toEqual({
      kind: 'staff',
      staffId: member.staffId,
      roles: ['auditor', 'support'],
      clearance: true,
      sudo: false,
    })
    expect(
      (await actions(member.staffId)).slice(-2).map(({ action, actorKind }) => [action, actorKind]),
    ).toEqual([
      ['staff-sign-in.password', 'visitor'],
      ['staff-sign-in.succeed', 'staff'],
    ])
  })

  it('answers a wrong password, an unknown address and somebody invited or disabled alike, and records which', async () => {
    const member = await addStaff(portal, ['support'])
    const set = (status: 'invited' | 'disabled') =>
      portal.database.owner.db
        .update(staffMember)
        .set({ status })
        .where(eq(staffMember.staffId, member.staffId))
    const answers = [
      await give(member.email, 'something else entirely'),
      await give('nobody@x.kz', member.password),
    ]
    await set('disabled')
    answers.push(await give(member.email, member.password))
    await set('invited')
    answers.push(await give(member.email, member.password))
    expect(answers).toEqual(Array(4).fill({ status: 'refused', code: 'no-match' }))
    const fails = (await portal.audit()).filter((row) => row.action === 'staff-sign-in.fail').slice(-4)
    expect(fails.map(({ reason }) => reason)).toEqual([
      'wrong-password',
      'unknown-address',
      'disabled',
      'invited',
    ])
  })

  it('measures an unknown address and somebody disabled against a password of nobody’s', async () => {
    const member = await addStaff(portal, ['support'])
    await portal.database.owner.db
      .update(staffMember)
      .set({ status: 'disabled' })
      .where(eq(staffMember.staffId, member.staffId))
    vi.mocked(verifyPassword).mockClear()
    await give(member.email, member.password)
    await give('nobody-here@x.kz', member.password)
    expect(vi.mocked(verifyPassword).mock.calls).toEqual(Array(2).fill([null, member.password]))
  })

  it('refuses a code that was used, also in another sign-in', async () => {
    const member = await addStaff(portal, ['support'])
    const [one, two] = [await passPassword(member), await passPassword(member)]
    const code = member.code()
    expect((await checkStaffCode(portal.visitor, one, code)).status).toBe('signed-in')
    expect(await checkStaffCode(portal.visitor, two, code)).toMatchObject({
      code: 'wrong-code',
      triesLeft: 4,
    })
    const before = codeOfStep(member.secret, timeStepOf(portal.services.clock.unmoved()) - 1)
    expect(await checkStaffCode(portal.visitor, two, before)).toMatchObject({ code: 'wrong-code' })
    expect((await checkStaffCode(portal.visitor, two, member.code())).status).toBe('signed-in')
  })

  it('gives one session to one code when two come at once', async () => {
    const member = await addStaff(portal, ['support'])
    const browsers = [await passPassword(member), await passPassword(member), await passPassword(member)]
    const code = member.code()
    const answers = await Promise.all(
      browsers.map((browser) => checkStaffCode(portal.visitor, browser, code)),
    )
    expect(answers.filter(({ status }) => status === 'signed-in')).toHaveLength(1)
  })

  it('begins again after five wrong codes, after five minutes, and in another browser', async () => {
    const member = await addStaff(portal, ['support'])
    const browser = await passPassword(member)
    const wrong = () =>
      checkStaffCode(portal.visitor, browser, member.code() === '123456' ? '654321' : '123456')
    const codes: string[] = []
    for (let i = 0; i < 5; i++) {
      const answer = await wrong()
      codes.push(answer.status === 'refused' ? answer.code : answer.status)
    }
    expect(codes).toEqual([...Array(4).fill('wrong-code'), 'code-tries'])
    const refused = (code: string) => ({ status: 'refused', code })
    expect(await checkStaffCode(portal.visitor, browser, member.code())).toEqual(refused('code-tries'))
    const late = await passPassword(member)
    minutes(5.1)
    expect(await checkStaffCode(portal.visitor, late, member.code())).toEqual(refused('code-expired'))
    expect(await checkStaffCode(portal.visitor, newToken().token, member.code())).toEqual(refused('dead'))
    expect(await checkStaffCode(portal.visitor, '', member.code())).toEqual(refused('dead'))
  })

  it('is limited by address and network, the same for one that is not known', async () => {
    const { email } = await addStaff(portal, ['support'])
    for (const address of [email, 'stranger@x.kz']) {
      const answers: string[] = []
      for (let i = 0; i < 31; i++) {
        const answer = await give(address, 'something else entirely')
        answers.push(answer.status === 'refused' ? answer.code : answer.status)
      }
      expect(answers).toEqual([...Array(30).fill('no-match'), 'too-often'])
    }
  })

  it('ends the session that this browser held before', async () => {
    const member = await addStaff(portal, ['support'])
    const other = await addStaff(portal, ['auditor'])
    const previousSession = other.token
    await checkStaffCode(portal.visitor, await passPassword(member), member.code(), { previousSession })
    expect(await member.sessionOf(previousSession)).toBeNull()
  })
})

describe('a session of staff', () => {
  it('ends after 30 minutes without use, and 12 hours after it began however much it is used', async () => {
    const member = await addStaff(portal, ['support'])
    const idle = await member.signIn()
    minutes(29)
    expect(await member.sessionOf(idle)).not.toBeNull()
    minutes(31)
    expect(await member.sessionOf(idle)).toBeNull()
    const busy = await member.signIn()
    for (let used = 0; used < 12 * 60 - 20; used += 20) {
      minutes(20)
      expect(await member.sessionOf(busy)).not.toBeNull()
    }
    minutes(20.1)
    expect(await member.sessionOf(busy)).toBeNull()
  })

  it('is nobody’s without its token, and ends with the sign-out', async () => {
    const member = await addStaff(portal, ['support'])
    for (const token of [undefined, '', 'x', newToken().token])
      expect(await readStaffSession(portal.services, token)).toBeNull()
    await closeStaffSession(await member.contextOf(member.token), member.token)
    expect(await member.sessionOf(member.token)).toBeNull()
    expect((await actions(member.staffId)).at(-1)?.action).toBe('staff-sign-out')
  })

  it('stands in the database as a hash only, and neither address, name nor secret in the clear', async () => {
    const member = await addStaff(portal, ['support'])
    const [dump] = await portal.database.owner.db.execute(sql`select
      (select json_agg(m)::text from staff_member m) || (select json_agg(s)::text from staff_session s) ||
      (select json_agg(i)::text from staff_invitation i) || (select json_agg(e)::text from audit_event e) ||
      (select json_agg(j)::text from graphile_worker.jobs j) as text`)
    const hex = (text: string) => Buffer.from(text).toString('hex')
    for (const secret of [member.token, member.email, member.secret, member.password, 'Асқар'])
      for (const form of [secret, hex(secret)]) expect(String(dump?.text)).not.toContain(form)
  })

  it('is out of reach for a data subject and for a visitor', async () => {
    await addStaff(portal, ['support'])
    const person = await portal.addPerson()
    for (const ctx of [portal.subject(person.subjectId), portal.visitor])
      for (const table of [staffMember, staffSession])
        expect(await ctx.transaction((tx) => tx.select().from(table))).toEqual([])
  })

  it('is swept when it is over', async () => {
    const member = await addStaff(portal, ['support'])
    minutes(31)
    expect(await whyStaffSessionEnded(portal.services, member.token)).toBe('idle')
    minutes(12 * 60)
    await purgeExpiredStaffSignIns(portal.system)
    expect(await whyStaffSessionEnded(portal.services, member.token)).toBe('over')
    minutes(24 * 60)
    await purgeExpiredStaffSignIns(portal.system)
    expect(await whyStaffSessionEnded(portal.services, member.token)).toBe('ended')
    const left = await portal.database.owner.db
      .select()
      .from(staffSession)
      .where(eq(staffSession.staffId, member.staffId))
    expect(left).toEqual([])
  })
})

describe('giving a code again', () => {
  it('opens what is sensitive for 15 minutes, under a new token', async () => {
    const member = await addStaff(portal, ['administrator'])
    const before = await member.contextOf(member.token)
    expect(() => requireSudo(before)).toThrow(SudoNeeded)
    const { ctx, token } = await member.sudo()
    expect(() => requireSudo(ctx)).not.toThrow()
    expect(token).not.toBe(member.token)
    expect(await member.sessionOf(member.token)).toBeNull()
    minutes(14)
    expect((await member.sessionOf(token))?.actor.sudo).toBe(true)
    minutes(1.1)
    expect((await member.sessionOf(token))?.actor.sudo).toBe(false)
  })

  it('refuses the code of the sign-in, a wrong one, and a session that ended; never extends one', async () => {
    const member = await addStaff(portal, ['administrator'])
    const first = await give(member.email, member.password)
    const code = member.code()
    const done = await checkStaffCode(
      portal.visitor,
      first.status === 'code-needed' ? first.browserToken : '',
      code,
    )
    if (done.status !== 'signed-in') throw new Error(done.code)
    const ctx = await member.contextOf(done.sessionToken)
    expect(await stepUp(ctx, done.sessionToken, code)).toEqual({ status: 'refused', code: 'wrong-code' })
    expect((await actions(member.staffId)).at(-1)?.action).toBe('staff-step-up.fail')
    expect(await stepUp(ctx, newToken().token, member.code())).toMatchObject({ code: 'signed-out' })
    const up = await stepUp(ctx, done.sessionToken, member.code())
    if (up.status !== 'done') throw new Error(up.code)
    expect(up.expiresAt).toEqual(done.expiresAt)
  })
})
