import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { verification } from '#db/schema/access.ts'
import { subject, subjectSession } from '#db/schema/people.ts'
import { Denied } from '#domain/access/permissions.ts'
import { hashToken, newToken } from '#platform/crypto/tokens.ts'
import { compareTimes } from '#testing/compare-times.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { askSignIn, askSignInAgain, SIGN_IN_LASTS_MS } from './ask-sign-in.ts'
import { proveByCode, proveByLink, readSignInLink } from './complete-sign-in.ts'
import { readSignInMail } from './sign-in-mail.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal?.close())
afterEach(() => {
  vi.unstubAllEnvs()
})

const attemptsOf = (browserToken: string) =>
  portal.database.owner.db
    .select()
    .from(verification)
    .where(eq(verification.browserHash, hashToken(browserToken)))

async function ask(email: string) {
  const asked = await askSignIn(portal.visitor, { email, returnTo: '/ru/my/choices' })
  if (asked.status !== 'asked') throw new Error(asked.code)
  const [attempt] = await attemptsOf(asked.browserToken)
  if (!attempt) throw new Error('no attempt')
  const mail = await readSignInMail(portal.system, attempt.verificationId)
  return { ...asked, attempt, link: mail?.linkToken ?? '', code: mail?.code ?? '', mail }
}

const otherCode = (code: string) => (code === '000000' ? '000001' : '000000')
const sessionsOf = (subjectId: string) =>
  portal.database.owner.db.select().from(subjectSession).where(eq(subjectSession.subjectId, subjectId))

describe('asking to sign in', () => {
  it('gives a known and an unknown address the same answer, row, record and job', async () => {
    const person = await portal.addPerson()
    const before = await portal.database.owner.db.execute(
      sql`select count(*)::int as n from graphile_worker.jobs`,
    )
    const known = await ask(person.email)
    const unknown = await ask('nobody@example.kz')
    const after = await portal.database.owner.db.execute(
      sql`select count(*)::int as n from graphile_worker.jobs`,
    )
    expect(Object.keys(known)).toEqual(Object.keys(unknown))
    expect(known.browserToken).toHaveLength(unknown.browserToken.length)
    expect([known.attempt.accountId, unknown.attempt.accountId]).toEqual([person.subjectId, null])
    expect(Number(after[0]?.n) - Number(before[0]?.n)).toBe(2)
    expect((await portal.audit()).filter((row) => row.action === 'sign-in.ask')).toEqual([
      {
        action: 'sign-in.ask',
        actorKind: 'visitor',
        actorId: null,
        subjectId: person.subjectId,
        reason: null,
        fields: [],
      },
      {
        action: 'sign-in.ask',
        actorKind: 'visitor',
        actorId: null,
        subjectId: null,
        reason: null,
        fields: [],
      },
    ])
    expect(known.mail).toMatchObject({ to: person.email, locale: 'ru', subjectId: person.subjectId })
    expect(unknown.mail).toBeNull()
  })

  it('keeps neither link nor code nor address in the database, and mails the same ones at every repeat', async () => {
    const person = await portal.addPerson()
    const { attempt, mail } = await ask(person.email)
    expect(await readSignInMail(portal.system, attempt.verificationId)).toEqual(mail)
    const dump = await portal.database.owner.db.execute(
      sql`select (select json_agg(a)::text from verification a) || (select json_agg(j)::text from graphile_worker.jobs j) ||
        (select json_agg(r)::text from rate_limit r) || (select json_agg(e)::text from audit_event e) as text`,
    )
    const text = String(dump[0]?.text)
    for (const secret of [mail?.linkToken, mail?.code, person.email])
      expect(text).not.toContain(`"${secret}"`)
    expect(text).not.toContain(person.email)
  })

  it('is limited by address and network, the same for known and unknown, and says when to come back', async () => {
    const person = await portal.addPerson()
    for (const email of [person.email, 'stranger@example.kz']) {
      const answers = []
      for (let i = 0; i < 6; i++)
        answers.push(await askSignIn(portal.visitor, { email, returnTo: undefined }))
      expect(answers.map((answer) => answer.status)).toEqual([...Array(5).fill('asked'), 'refused'])
      expect(answers[5]).toMatchObject({ code: 'too-often', retryAfterSeconds: expect.any(Number) })
    }
  })

  it('sends another message to the browser that asked, whose earlier link still works', async () => {
    const person = await portal.addPerson()
    const first = await ask(person.email)
    const again = await askSignInAgain(portal.visitor, first.browserToken)
    if (again.status !== 'asked') throw new Error(again.code)
    expect(again.browserToken).not.toBe(first.browserToken)
    const [attempt] = await attemptsOf(again.browserToken)
    const mail = await readSignInMail(portal.system, attempt?.verificationId ?? '')
    expect(mail).toMatchObject({ to: person.email })
    expect(mail?.code).not.toBe(first.code)
    expect(attempt?.returnTo).toBe('/ru/my/choices')
    expect(await proveByLink(portal.visitor, first.link)).toMatchObject({ status: 'signed-in' })
    const records = await portal.audit({ subjectId: person.subjectId })
    expect(records.filter(({ action }) => action === 'sign-in.ask')).toHaveLength(2)
  })

  it('sends no other message to a browser that asked for none, or to nobody’s address', async () => {
    expect(await askSignInAgain(portal.visitor, newToken().token)).toEqual({
      status: 'refused',
      code: 'dead',
    })
    expect(await askSignInAgain(portal.visitor, undefined)).toEqual({ status: 'refused', code: 'dead' })
    const { browserToken } = await ask('nobody-again@example.kz')
    const again = await askSignInAgain(portal.visitor, browserToken)
    if (again.status !== 'asked') throw new Error(again.code)
    const [attempt] = await attemptsOf(again.browserToken)
    expect(await readSignInMail(portal.system, attempt?.verificationId ?? '')).toBeNull()
  })

  it('takes the same time for a known and an unknown address', async () => {
    vi.stubEnv('PORTAL_RATE_LIMITS', 'off')
    const { email } = await portal.addPerson()
    const ask = (address: string) => askSignIn(portal.visitor, { email: address, returnTo: undefined })
    const { ratio, noise } = await compareTimes(
      () => ask(email),
      (round) => ask(`no-${round}-${email}`),
      100,
    )
    expect(ratio).toBeLessThan(1.5 * noise)
  })

  it('is not for programs', async () => {
    const program = portal.as({ kind: 'program', keyId: 'k', scopes: ['choices:write'] })
    await expect(askSignIn(program, { email: 'a@b.kz', returnTo: undefined })).rejects.toThrow(Denied)
  })

  it('tells nobody but the system what to mail', async () => {
    const { attempt } = await ask((await portal.addPerson()).email)
    await expect(readSignInMail(portal.visitor, attempt.verificationId)).rejects.toThrow(Denied)
  })
})

describe('the link', () => {
  it('signs in once, in any browser, and takes the code with it', async () => {
    const person = await portal.addPerson()
    const { link, code, browserToken } = await ask(person.email)
    for (let i = 0; i < 5; i++)
      expect(await readSignInLink(portal.visitor, link)).toEqual({ state: 'open', sameBrowser: false })
    expect(await readSignInLink(portal.visitor, link, browserToken)).toEqual({
      state: 'open',
      sameBrowser: true,
    })
    const result = await proveByLink(portal.visitor, link)
    expect(result).toMatchObject({
      status: 'signed-in',
      subjectId: person.subjectId,
      locale: 'kk',
      welcomedAt: null,
      returnTo: '/ru/my/choices',
    })
    expect(await proveByLink(portal.visitor, link)).toEqual({ status: 'refused', code: 'dead' })
    expect(await proveByCode(portal.visitor, browserToken, code)).toEqual({
      status: 'refused',
      code: 'code-used',
    })
    expect(await readSignInLink(portal.visitor, link)).toEqual({ state: 'used', sameBrowser: false })
    expect(
      (await portal.audit({ subjectId: person.subjectId })).map((row) => [
        row.action,
        row.actorKind,
        row.reason,
      ]),
    ).toEqual([
      ['subject.create', 'system', 'sample'],
      ['sign-in.ask', 'visitor', null],
      ['sign-in.succeed', 'subject', 'link'],
      ['sign-in.fail', 'visitor', 'dead-link'],
      ['sign-in.fail', 'visitor', 'dead-code'],
    ])
  })

  it('pressed twenty times at once gives one session', async () => {
    const person = await portal.addPerson()
    const { link } = await ask(person.email)
    const results = await Promise.all(Array.from({ length: 20 }, () => proveByLink(portal.visitor, link)))
    expect(results.filter((result) => result.status === 'signed-in')).toHaveLength(1)
    expect(await sessionsOf(person.subjectId)).toHaveLength(1)
  })

  it('and the code, used at once, give one session', async () => {
    const person = await portal.addPerson()
    const { link, code, browserToken } = await ask(person.email)
    const results = await Promise.all([
      proveByLink(portal.visitor, link),
      proveByCode(portal.visitor, browserToken, code),
      proveByLink(portal.visitor, link),
      proveByCode(portal.visitor, browserToken, code),
    ])
    expect(results.filter((result) => result.status === 'signed-in')).toHaveLength(1)
    expect(await sessionsOf(person.subjectId)).toHaveLength(1)
  })

  it('is dead after ten minutes, when invented, and for a person who is gone', async () => {
    const person = await portal.addPerson()
    const late = await ask(person.email)
    portal.passTime(SIGN_IN_LASTS_MS + 1000)
    expect(await proveByLink(portal.visitor, late.link)).toEqual({ status: 'refused', code: 'dead' })
    expect(await proveByCode(portal.visitor, late.browserToken, late.code)).toMatchObject({
      code: 'code-expired',
    })
    expect((await readSignInLink(portal.visitor, late.link)).state).toBe('expired')
    expect(await readSignInMail(portal.system, late.attempt.verificationId)).toBeNull()
    const fresh = await ask(person.email)
    await portal.database.owner.db.delete(subject).where(eq(subject.subjectId, person.subjectId))
    expect(await proveByLink(portal.visitor, fresh.link)).toEqual({ status: 'refused', code: 'dead' })
    for (const invented of [newToken().token, '', 'x', '\0', '\ud800'.repeat(43), `${'a'.repeat(42)}=`])
      expect(await proveByLink(portal.visitor, invented)).toEqual({ status: 'refused', code: 'dead' })
  })
})

describe('the code', () => {
  it('signs in the browser that asked, and no other', async () => {
    const person = await portal.addPerson()
    const { code, browserToken } = await ask(person.email)
    expect(await proveByCode(portal.visitor, newToken().token, code)).toMatchObject({ code: 'dead' })
    expect(await proveByCode(portal.visitor, browserToken, code)).toMatchObject({
      subjectId: person.subjectId,
    })
  })

  it('is dead after five wrong ones, even when thirty come at once; the link of the message still works', async () => {
    const person = await portal.addPerson()
    const { code, link, browserToken } = await ask(person.email)
    const wrong = await Promise.all(
      Array.from({ length: 30 }, () => proveByCode(portal.visitor, browserToken, otherCode(code))),
    )
    const left = wrong.flatMap((result) => ('triesLeft' in result ? [result.triesLeft] : []))
    expect(left.sort()).toEqual([1, 2, 3, 4])
    expect(
      wrong.filter((result) => result.status === 'refused' && result.code === 'code-tries'),
    ).toHaveLength(26)
    expect(await proveByCode(portal.visitor, browserToken, code)).toEqual({
      status: 'refused',
      code: 'code-tries',
    })
    const records = await portal.audit({ subjectId: person.subjectId })
    expect(records.filter((row) => row.reason === 'wrong-code')).toHaveLength(5)
    expect(await proveByLink(portal.visitor, link)).toMatchObject({ status: 'signed-in' })
  })

  it('for an unknown address is wrong five times in just the same way', async () => {
    const { browserToken } = await ask('nobody-at-all@example.kz')
    const answers = []
    for (let i = 0; i < 6; i++) answers.push(await proveByCode(portal.visitor, browserToken, '123456'))
    expect(
      answers.map((answer) => ('triesLeft' in answer ? answer.triesLeft : 'code' in answer && answer.code)),
    ).toEqual([4, 3, 2, 1, 'code-tries', 'code-tries'])
  })

  it('that is no code is refused without counting', async () => {
    const person = await portal.addPerson()
    const { code, browserToken } = await ask(person.email)
    for (const typed of ['', '12345', 'abcdef', '\0\0\0\0\0\0', '\ud800', '１２３４５６'])
      expect(await proveByCode(portal.visitor, browserToken, typed)).toMatchObject({ code: 'dead' })
    expect(await proveByCode(portal.visitor, browserToken, code)).toMatchObject({ status: 'signed-in' })
  })

  it('is not for programs', async () => {
    const program = portal.as({ kind: 'program', keyId: 'k', scopes: [] })
    await expect(proveByCode(program, newToken().token, '123456')).rejects.toThrow(Denied)
    await expect(proveByLink(program, newToken().token)).rejects.toThrow(Denied)
  })
})
