import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emailChange, subject, subjectKey } from '#db/schema/people.ts'
import { Denied } from '#domain/access/permissions.ts'
import { newToken } from '#platform/crypto/tokens.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { jobsOf } from '#testing/requests.ts'
import { askEmailChange, cancelEmailChange, confirmEmailChange } from '../email-change/change-email.ts'
import {
  readEmailChange,
  readEmailChangedMail,
  readEmailChangeLink,
  readEmailChangeMails,
} from '../email-change/pending-email-change.ts'
import { maskEmail } from '../rules/mask-email.ts'
import { askSignIn } from '../sign-in/ask-sign-in.ts'
import { proveByLink } from '../sign-in/complete-sign-in.ts'
import { readSession } from '../sign-in/sessions.ts'
import { readSignInMail } from '../sign-in/sign-in-mail.ts'
import { changeProfile, readProfile } from './profile.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal?.close())

let made = 0
const newAddress = () => `new-${++made}@example.kz`

async function signIn(email: string): Promise<string> {
  await askSignIn(portal.visitor, { email, returnTo: undefined })
  const result = await proveByLink(portal.visitor, await lastLinkFor(email))
  if (result.status !== 'signed-in') throw new Error(result.code)
  return result.sessionToken
}

async function lastLinkFor(email: string): Promise<string> {
  const rows = await portal.database.owner.db.execute(
    sql`select verification_id from verification where purpose = 'sign-in' order by verification_id desc limit 1`,
  )
  const mail = await readSignInMail(portal.system, String(rows[0]?.verification_id))
  if (mail?.to !== email) throw new Error('another mail')
  return mail.linkToken
}

async function askChange(subjectId: string, to = newAddress()) {
  const asked = await askEmailChange(portal.subject(subjectId), subjectId, to)
  if (asked.status !== 'asked') throw new Error(asked.code)
  const given = { subjectId, changeId: asked.changeId }
  const sent = await readEmailChangeMails(portal.system, given)
  const tokenOf = (side: string) => sent?.mails.find((mail) => mail.side === side)?.token ?? ''
  return { to, given, sent, old: tokenOf('old'), new: tokenOf('new') }
}

const emailOf = async (subjectId: string) => (await readProfile(portal.subject(subjectId), subjectId))?.email

describe('a profile', () => {
  it('is opened for its owner, and lies sealed in the database', async () => {
    const person = await portal.addPerson({ fullName: 'Қанат Әуезов', phone: '8 701 765 43 21' })
    expect(await readProfile(portal.subject(person.subjectId), person.subjectId)).toEqual({
      subjectId: person.subjectId,
      email: person.email,
      fullName: 'Қанат Әуезов',
      phone: '+77017654321',
      locale: 'kk',
      source: 'sample',
      createdAt: expect.stringMatching(/^20.*Z$/),
    })
    const dump = await portal.database.owner.db.execute(sql`select json_agg(s)::text as text from subject s`)
    for (const plain of ['Қанат', '7017654321', person.email]) {
      expect(String(dump[0]?.text)).not.toContain(plain)
      expect(String(dump[0]?.text)).not.toContain(Buffer.from(plain).toString('hex'))
    }
  })

  it('is nobody else’s to read or change', async () => {
    const [mine, theirs] = [await portal.addPerson(), await portal.addPerson()]
    const input = { fullName: 'x', phone: null, locale: 'ru' } as const
    for (const ctx of [portal.visitor, portal.subject(theirs.subjectId)]) {
      await expect(readProfile(ctx, mine.subjectId)).rejects.toThrow(Denied)
      await expect(changeProfile(ctx, mine.subjectId, input)).rejects.toThrow(Denied)
      await expect(askEmailChange(ctx, mine.subjectId, 'a@b.kz')).rejects.toThrow(Denied)
      await expect(cancelEmailChange(ctx, mine.subjectId)).rejects.toThrow(Denied)
      await expect(readEmailChange(ctx, mine.subjectId)).rejects.toThrow(Denied)
    }
    await expect(changeProfile(portal.system, mine.subjectId, input)).rejects.toThrow(Denied)
  })

  it('is changed field by field, with a record that names the fields and no value', async () => {
    const { subjectId, email } = await portal.addPerson()
    const me = portal.subject(subjectId)
    const input = { fullName: 'Әлия Жаңа', phone: null, locale: 'ru' } as const
    expect(await changeProfile(me, subjectId, input)).toEqual({
      status: 'done',
      changed: ['fullName', 'phone', 'locale'],
    })
    expect(await changeProfile(me, subjectId, input)).toEqual({ status: 'done', changed: [] })
    expect(await readProfile(me, subjectId)).toMatchObject({ ...input, email })
    const records = (await portal.audit({ subjectId })).filter((row) => row.action === 'profile.change')
    expect(records).toEqual([
      {
        action: 'profile.change',
        actorKind: 'subject',
        actorId: subjectId,
        subjectId,
        reason: null,
        fields: ['fullName', 'phone', 'locale'],
      },
    ])
  })

  it('is empty once the person’s key is destroyed, and cannot be written', async () => {
    const { subjectId } = await portal.addPerson()
    await portal.database.owner.db.delete(subjectKey).where(eq(subjectKey.subjectId, subjectId))
    const me = portal.subject(subjectId)
    expect(await readProfile(me, subjectId)).toMatchObject({ email: null, fullName: null, phone: null })
    await expect(changeProfile(me, subjectId, { fullName: 'x', phone: null, locale: 'kk' })).rejects.toThrow(
      'no key',
    )
  })
})

describe('a change of address', () => {
  it.each([
    ['old', 'new'],
    ['new', 'old'],
  ] as const)('takes effect when the %s and then the %s address confirm', async (first, second) => {
    const { subjectId, email } = await portal.addPerson()
    const here = await signIn(email)
    const there = await signIn(email)
    await askSignIn(portal.visitor, { email, returnTo: undefined })
    const onItsWay = await lastLinkFor(email)
    const change = await askChange(subjectId)
    expect(change.sent?.mails.map((mail) => [mail.side, mail.to])).toEqual([
      ['old', email],
      ['new', change.to],
    ])
    const masked = maskEmail(email)
    for (const [side, oldEmail] of [
      ['old', email],
      ['new', masked],
    ] as const)
      expect(await readEmailChangeLink(portal.visitor, change[side])).toEqual({
        state: 'open',
        side,
        oldEmail,
        newEmail: change.to,
      })
    for (let i = 0; i < 2; i++)
      expect(await confirmEmailChange(portal.visitor, change[first])).toEqual({
        status: 'done',
        state: 'waiting',
        waitingFor: second,
      })
    expect(await readEmailChangeLink(portal.visitor, change[first])).toMatchObject({ state: 'waiting' })
    expect(await readEmailChangeLink(portal.visitor, change[second])).toMatchObject({ state: 'open' })
    expect(await readEmailChangedMail(portal.system, { ...change.given, side: 'old' })).toBeNull()
    expect(await readEmailChange(portal.subject(subjectId), subjectId)).toMatchObject({
      newEmail: change.to,
      oldConfirmed: first === 'old',
      newConfirmed: first === 'new',
    })
    expect(await emailOf(subjectId)).toBe(email)
    const me = portal.subject(subjectId)
    expect(await confirmEmailChange(me, change[second], { keepSession: here })).toEqual({
      status: 'done',
      state: 'changed',
    })
    expect(await emailOf(subjectId)).toBe(change.to)
    expect(await readEmailChange(me, subjectId)).toBeNull()
    expect(await readSession(portal.services, here)).not.toBeNull()
    expect(await readSession(portal.services, there)).toBeNull()
    expect(await proveByLink(portal.visitor, onItsWay)).toMatchObject({ code: 'dead' })
    expect(await confirmEmailChange(portal.visitor, change[first])).toMatchObject({ code: 'dead' })
    for (const side of ['old', 'new'] as const) {
      expect(await readEmailChangeLink(portal.visitor, change[side])).toEqual({ state: 'changed' })
      const told = await readEmailChangedMail(portal.system, { ...change.given, side })
      const to = side === 'old' ? email : change.to
      expect(told).toMatchObject({ to, oldEmail: email, newEmail: change.to })
    }
    const jobs = (await jobsOf(portal, 'send-email-changed-mail')).filter(
      ({ payload }) => payload.subjectId === subjectId,
    )
    expect(jobs.map(({ payload }) => payload.side).sort()).toEqual(['new', 'old'])
    const records = (await portal.audit({ subjectId })).filter((row) => row.action.startsWith('email-change'))
    expect(records.map((row) => [row.action, row.reason])).toEqual([
      ['email-change.ask', null],
      ['email-change.confirm', first],
      ['email-change.confirm', second],
      ['email-change.succeed', null],
    ])
    expect(await signIn(change.to)).toHaveLength(43)
  })

  it('confirmed on both sides at once takes effect once', async () => {
    const { subjectId } = await portal.addPerson()
    const change = await askChange(subjectId)
    const tokens = [change.old, change.new, change.old, change.new]
    const results = await Promise.all(tokens.map((token) => confirmEmailChange(portal.visitor, token)))
    expect(results.filter((result) => 'state' in result && result.state === 'changed')).toHaveLength(1)
    expect(await emailOf(subjectId)).toBe(change.to)
  })

  it('to an address of somebody else looks the same, mails them nothing, and never happens', async () => {
    const [mine, theirs] = [await portal.addPerson(), await portal.addPerson()]
    const change = await askChange(mine.subjectId, theirs.email)
    expect(change.sent?.mails.map((mail) => mail.to)).toEqual([mine.email])
    expect(await readEmailChange(portal.subject(mine.subjectId), mine.subjectId)).toMatchObject({
      newEmail: theirs.email,
      oldConfirmed: false,
      newConfirmed: false,
    })
    expect(await confirmEmailChange(portal.visitor, change.old)).toMatchObject({
      state: 'waiting',
      waitingFor: 'new',
    })
    expect([await emailOf(mine.subjectId), await emailOf(theirs.subjectId)]).toEqual([
      mine.email,
      theirs.email,
    ])
  })

  it('to an address that two people want goes to the first, even when both press at once', async () => {
    const people = [await portal.addPerson(), await portal.addPerson()]
    const to = newAddress()
    const changes = []
    for (const { subjectId } of people) changes.push(await askChange(subjectId, to))
    for (const change of changes) await confirmEmailChange(portal.visitor, change.old)
    const results = await Promise.all(changes.map((change) => confirmEmailChange(portal.visitor, change.new)))
    expect(results.map((result) => ('state' in result ? result.state : result.code)).sort()).toEqual([
      'changed',
      'dead',
    ])
    const held = await Promise.all(people.map(({ subjectId }) => emailOf(subjectId)))
    expect(held.filter((email) => email === to)).toHaveLength(1)
    const loser = held.indexOf(to) === 0 ? 1 : 0
    expect(await confirmEmailChange(portal.visitor, changes[loser]?.new ?? '')).toMatchObject({
      code: 'dead',
    })
    expect(await readEmailChangeLink(portal.visitor, changes[loser]?.new ?? '')).toEqual({ state: 'closed' })
    const given = changes[loser]?.given ?? { subjectId: '', changeId: '' }
    expect(await readEmailChangedMail(portal.system, { ...given, side: 'old' })).toBeNull()
    const records = await portal.audit({ subjectId: people[loser]?.subjectId ?? '' })
    expect(records.filter((row) => row.reason === 'address-taken')).toHaveLength(1)
  })

  it('is replaced by a newer one, cancelled, or over after a day', async () => {
    const { subjectId, email } = await portal.addPerson()
    const me = portal.subject(subjectId)
    const first = await askChange(subjectId)
    const second = await askChange(subjectId)
    expect(await confirmEmailChange(portal.visitor, first.old)).toMatchObject({ code: 'dead' })
    expect(await readEmailChangeMails(portal.system, first.given)).toBeNull()
    expect(await readEmailChange(me, subjectId)).toMatchObject({ newEmail: second.to })
    expect([await cancelEmailChange(me, subjectId), await cancelEmailChange(me, subjectId)]).toEqual([
      true,
      false,
    ])
    expect(await confirmEmailChange(portal.visitor, second.old)).toMatchObject({ code: 'dead' })
    const third = await askChange(subjectId)
    portal.passTime(86_401_000)
    for (const token of [third.old, third.new])
      expect(await confirmEmailChange(portal.visitor, token)).toMatchObject({ code: 'dead' })
    expect(await readEmailChange(me, subjectId)).toBeNull()
    const states = [first.new, second.new, third.new, newToken().token].map(
      async (token) => (await readEmailChangeLink(me, token)).state,
    )
    expect(await Promise.all(states)).toEqual(['closed', 'closed', 'expired', 'unknown'])
    expect(await emailOf(subjectId)).toBe(email)
  })

  it('needs no old address where there is none', async () => {
    const { subjectId } = await portal.addPerson({ email: null })
    const change = await askChange(subjectId)
    expect(change.sent?.mails.map((mail) => mail.side)).toEqual(['new'])
    expect(await confirmEmailChange(portal.visitor, change.new)).toEqual({ status: 'done', state: 'changed' })
  })

  it('is refused to the same address, too often, and with anything that is no token', async () => {
    const { subjectId, email } = await portal.addPerson()
    const me = portal.subject(subjectId)
    expect(await askEmailChange(me, subjectId, email)).toEqual({ status: 'refused', code: 'same-address' })
    for (let i = 0; i < 2; i++) await askEmailChange(me, subjectId, newAddress())
    expect(await askEmailChange(me, subjectId, newAddress())).toMatchObject({ code: 'too-often' })
    for (const token of ['', 'x', '\0', '\ud800'.repeat(43), newToken().token])
      expect(await confirmEmailChange(portal.visitor, token)).toEqual({ status: 'refused', code: 'dead' })
    const program = portal.as({ kind: 'program', keyId: 'k', scopes: [] })
    await expect(confirmEmailChange(program, newToken().token)).rejects.toThrow(Denied)
    const change = { subjectId, changeId: subjectId }
    await expect(readEmailChangeMails(me, change)).rejects.toThrow(Denied)
    await expect(readEmailChangedMail(me, { ...change, side: 'old' })).rejects.toThrow(Denied)
  })

  it('keeps both addresses encrypted', async () => {
    const { subjectId, email } = await portal.addPerson()
    const { to } = await askChange(subjectId)
    const rows = await portal.database.owner.db
      .select()
      .from(emailChange)
      .where(eq(emailChange.subjectId, subjectId))
    for (const sealed of [rows[0]?.newEmailSealed, rows[0]?.oldEmailSealed])
      for (const address of [email, to]) expect(sealed?.includes(address)).toBe(false)
    expect(
      await portal.database.owner.db.select().from(subject).where(eq(subject.subjectId, subjectId)),
    ).toHaveLength(1)
  })
})
