import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unverifiedRequest } from '#db/schema/requests.ts'
import type { Locale } from '#domain/access/locale.ts'
import { Denied } from '#domain/access/permissions.ts'
import { runRetention } from '#domain/fulfilment/retention/run-retention.ts'
import { readProfile } from '#domain/people/subjects/profile.ts'
import { newId } from '#platform/ids.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, formOf, jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import { fileRequest } from '../file/file-request.ts'
import { visitorRequestSchema } from '../forms/request-schemas.ts'
import { readRequestCodeMail, readVerificationMail } from '../mails/request-mail.ts'
import { findRequests } from '../queue/find-requests.ts'
import { readQueue } from '../queue/read-queue.ts'
import { sendMessage } from '../steps/send-message.ts'
import { takeRequestStep } from '../steps/take-request-step.ts'
import { runRequestDeadlines } from '../time/run-request-deadlines.ts'
import { listOwnRequests, readOwnRequest } from '../view/read-own-requests.ts'
import { fileVisitorRequest, sendVerificationAgain } from './file-visitor-request.ts'
import {
  askRequestCode,
  askRequestCodeAgain,
  closeVisitorSession,
  openRequestByCode,
  openRequestByLink,
  readRequestAsVisitor,
  readRequestLink,
  visitorRequestContext,
} from './open-visitor-request.ts'
import { readVerificationLink, verifyVisitorByCode, verifyVisitorByLink } from './verify-visitor-request.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

let made = 0
async function fileAsVisitor(email = `visitor-${++made}@example.kz`) {
  const typed = { fullName: 'Асан Үсенов', email, message: 'Деректерімді беріңіз', locale: 'kk' as Locale }
  const filed = await fileVisitorRequest(portal.visitor, visitorRequestSchema('access').parse(typed))
  if (filed.status !== 'asked') throw new Error(filed.code)
  const job = (await jobsOf(portal, 'send-request-proof')).at(-1)
  const verificationId = String(job?.payload.verificationId)
  const [row] = await portal.database.owner.db
    .select()
    .from(unverifiedRequest)
    .where(eq(unverifiedRequest.reference, filed.reference))
  const key = { subjectId: row?.subjectId ?? '', requestId: row?.requestId ?? '', verificationId }
  const mail = await readVerificationMail(portal.system, verificationId)
  if (!mail) throw new Error('no mail')
  return { ...filed, email, key, mail }
}
const wrongOf = (code: string) => (code === '000000' ? '000001' : '000000')

describe('a visitor files', () => {
  test('and nobody of the staff sees it until the address is proven; then its deadline counts from the filing', async () => {
    const officer = (await staffContext(portal, ['privacy-officer'])).ctx
    const { reference, email, browserToken, mail } = await fileAsVisitor()
    expect(mail).toMatchObject({ to: email, locale: 'kk', reference, kind: 'access' })
    expect(await findRequests(officer, { reference })).toEqual([])
    expect((await readQueue(officer, { group: 'open' })).items).toEqual([])
    portal.passTime(3 * 86_400_000)
    const opened = await verifyVisitorByCode(portal.visitor, browserToken, mail.code)
    if (opened.status !== 'opened') throw new Error(opened.code)
    expect(opened.reference).toBe(reference)
    const found = await readRequestAsVisitor(portal.visitor, opened.caseToken)
    expect(found).toMatchObject({
      reference,
      status: 'received',
      details: { message: 'Деректерімді беріңіз' },
    })
    const age = portal.services.clock.now().getTime() - Date.parse(found?.receivedAt ?? '')
    expect(age).toBeGreaterThanOrEqual(3 * 86_400_000)
    expect(found?.timeline.map(({ step, to, by }) => [step, to, by])).toEqual([
      ['file', 'awaiting-verification', 'visitor'],
      ['verify', 'received', 'visitor'],
    ])
    const [item] = await findRequests(officer, { address: email })
    expect(item).toMatchObject({ reference, status: 'received' })
    expect(await verifyVisitorByCode(portal.visitor, browserToken, mail.code)).toMatchObject({
      code: 'code-used',
    })
    expect(await verifyVisitorByLink(portal.visitor, mail.linkToken)).toMatchObject({ code: 'dead' })
    expect(await readVerificationLink(portal.visitor, mail.linkToken)).toEqual({
      state: 'used',
      reference: null,
    })
  })

  test('with the address of somebody known: the request is theirs, nothing of theirs is changed', async () => {
    const person = await portal.addPerson({ fullName: 'Әлия' })
    const { reference, key, mail } = await fileAsVisitor(person.email)
    expect(await readVerificationLink(portal.visitor, mail.linkToken)).toEqual({ state: 'open', reference })
    const opened = await verifyVisitorByLink(portal.visitor, mail.linkToken)
    expect(opened).toMatchObject({ status: 'opened', reference })
    const own = portal.subject(person.subjectId)
    expect((await readOwnRequest(own, { reference }))?.details).toEqual({ message: 'Деректерімді беріңіз' })
    expect((await readProfile(own, person.subjectId))?.fullName).toBe('Әлия')
    const keys = await portal.database.owner.db.execute(
      sql`SELECT 1 FROM keystore.subject_key WHERE subject_id = ${key.subjectId}::uuid`,
    )
    expect([...keys]).toEqual([])
  })

  test('two from one new address at once become requests of one person', async () => {
    const email = `twins-${newId()}@example.kz`
    const [a, b] = [await fileAsVisitor(email), await fileAsVisitor(email)]
    const both = await Promise.all([
      verifyVisitorByLink(portal.visitor, a.mail.linkToken),
      verifyVisitorByLink(portal.visitor, b.mail.linkToken),
    ])
    expect(both.map(({ status }) => status)).toEqual(['opened', 'opened'])
    const officer = (await staffContext(portal, ['support'])).ctx
    expect(await findRequests(officer, { address: email })).toHaveLength(2)
  })

  test('a wrong code leaves five tries, in this browser only; the link survives them', async () => {
    const { browserToken, mail } = await fileAsVisitor()
    const other = await fileAsVisitor()
    expect(await verifyVisitorByCode(portal.visitor, other.browserToken, wrongOf(other.mail.code))).toEqual({
      status: 'refused',
      code: 'wrong-code',
      triesLeft: 4,
    })
    for (const triesLeft of [4, 3, 2, 1])
      expect(await verifyVisitorByCode(portal.visitor, browserToken, wrongOf(mail.code))).toMatchObject({
        triesLeft,
      })
    for (const code of [wrongOf(mail.code), mail.code])
      expect(await verifyVisitorByCode(portal.visitor, browserToken, code)).toMatchObject({
        code: 'code-tries',
      })
    expect(await verifyVisitorByLink(portal.visitor, mail.linkToken)).toMatchObject({ status: 'opened' })
  })

  test('another message brings another code, in this browser; the earlier link still works', async () => {
    const { browserToken, mail, reference } = await fileAsVisitor()
    const again = await sendVerificationAgain(portal.visitor, browserToken)
    expect(again).toMatchObject({ status: 'asked', reference })
    if (again.status !== 'asked') throw new Error(again.code)
    const job = (await jobsOf(portal, 'send-request-proof')).at(-1)
    const second = await readVerificationMail(portal.system, String(job?.payload.verificationId))
    expect(second?.code).not.toBe(mail.code)
    expect(await verifyVisitorByCode(portal.visitor, again.browserToken, mail.code)).toMatchObject({
      code: 'wrong-code',
    })
    expect(await verifyVisitorByLink(portal.visitor, mail.linkToken)).toMatchObject({ status: 'opened' })
    expect(await verifyVisitorByLink(portal.visitor, second?.linkToken ?? '')).toMatchObject({ code: 'dead' })
    expect(await readVerificationLink(portal.visitor, second?.linkToken ?? '')).toMatchObject({
      state: 'used',
    })
    expect(await sendVerificationAgain(portal.visitor, again.browserToken)).toMatchObject({ code: 'dead' })
    expect(await sendVerificationAgain(portal.visitor, undefined)).toMatchObject({ code: 'dead' })
    expect((await portal.audit()).map(({ action }) => action)).toContain('request.ask-proof-again')
  })

  test('two days before it lapses it is reminded of once, with the link of the latest message', async () => {
    const { browserToken } = await fileAsVisitor()
    const verified = await fileAsVisitor()
    await verifyVisitorByLink(portal.visitor, verified.mail.linkToken)
    portal.passTime(5 * 86_400_000 - 60_000)
    await runRequestDeadlines(portal.system)
    const earlier = await jobsOf(portal, 'send-request-proof-reminder')
    const again = await sendVerificationAgain(portal.visitor, browserToken)
    if (again.status !== 'asked') throw new Error(again.code)
    portal.passTime(60_000)
    await runRequestDeadlines(portal.system)
    expect((await runRequestDeadlines(portal.system)).reminded).toBe(0)
    const reminders = (await jobsOf(portal, 'send-request-proof-reminder')).slice(earlier.length)
    const mails = await Promise.all(
      reminders.map(({ payload }) => readVerificationMail(portal.system, String(payload.verificationId))),
    )
    const [mail, ...more] = mails.filter((one) => one?.reference === again.reference)
    expect(more).toEqual([])
    expect(mail).toMatchObject({ lapsesAt: again.lapsesAt })
    expect(mails.map((one) => one?.reference)).not.toContain(verified.reference)
    expect(await verifyVisitorByCode(portal.visitor, again.browserToken, mail?.code ?? '')).toMatchObject({
      status: 'opened',
    })
  })

  test('unproven it lapses after seven days with the key that could read it', async () => {
    const { key, mail, browserToken } = await fileAsVisitor()
    portal.passTime(7 * 86_400_000)
    expect(await verifyVisitorByCode(portal.visitor, browserToken, mail.code)).toMatchObject({
      code: 'code-expired',
    })
    expect((await runRequestDeadlines(portal.system)).lapsed).toBeGreaterThanOrEqual(1)
    const left = await portal.database.owner.db.execute(sql`
      SELECT subject_id FROM unverified_request WHERE request_id = ${key.requestId}::uuid
      UNION SELECT subject_id FROM keystore.subject_key WHERE subject_id = ${key.subjectId}::uuid`)
    expect([...left]).toEqual([])
    expect(await readVerificationMail(portal.system, key.verificationId)).toBeNull()
    expect(await readVerificationLink(portal.visitor, mail.linkToken)).toEqual({
      state: 'lapsed',
      reference: null,
    })
    await expect(runRequestDeadlines(portal.visitor)).rejects.toThrow(Denied)
  })

  test('a fifth field is refused', () => {
    const typed = { fullName: 'А Б', email: 'a@b.kz', message: '', locale: 'kk' }
    expect(visitorRequestSchema('access').safeParse(typed).success).toBe(true)
    expect(visitorRequestSchema('question').safeParse(typed).success).toBe(false)
    expect(visitorRequestSchema('access').safeParse({ ...typed, subjectId: newId() }).success).toBe(false)
  })
})

describe('a private link', () => {
  async function ask(reference: string, email: string) {
    const asked = await askRequestCode(portal.visitor, { reference, email })
    if (asked.status !== 'asked') throw new Error(asked.code)
    const jobs = await jobsOf(portal, 'send-case-code')
    return { ...asked, verificationId: String(jobs.at(-1)?.payload.verificationId) }
  }

  test('is renewed by a mail to the address of the request; everybody else gets the same answer and no mail', async () => {
    const { person, reference } = await addRequest(portal, 'access')
    const right = await ask(reference, person.email)
    const mail = await readRequestCodeMail(portal.system, right.verificationId)
    expect(mail).toMatchObject({ to: person.email, reference })
    const stranger = await portal.addPerson()
    for (const [number, email] of [
      [reference, 'nobody@example.kz'],
      [reference, stranger.email],
      ['CX-0000-00', person.email],
      ['nonsense', person.email],
    ] as const) {
      const wrong = await ask(number, email)
      expect(Object.keys(wrong)).toEqual(Object.keys(right))
      expect(await readRequestCodeMail(portal.system, wrong.verificationId)).toBeNull()
      expect(await openRequestByCode(portal.visitor, wrong.browserToken, '123456')).toMatchObject({
        code: 'wrong-code',
      })
    }
    expect(await readRequestLink(portal.visitor, mail?.linkToken ?? '')).toEqual({ state: 'open' })
    const opened = await openRequestByCode(portal.visitor, right.browserToken, mail?.code ?? '')
    expect(opened).toMatchObject({ status: 'opened', reference })
    expect(await openRequestByLink(portal.visitor, mail?.linkToken ?? '')).toMatchObject({ code: 'dead' })
  })

  test('is sent again to the browser that asked', async () => {
    const { person, reference } = await addRequest(portal, 'access')
    const first = await ask(reference, person.email)
    const again = await askRequestCodeAgain(portal.visitor, first.browserToken)
    if (again.status !== 'asked') throw new Error(again.code)
    const job = (await jobsOf(portal, 'send-case-code')).at(-1)
    const mail = await readRequestCodeMail(portal.system, String(job?.payload.verificationId))
    const opened = await openRequestByCode(portal.visitor, again.browserToken, mail?.code ?? '')
    expect(opened).toMatchObject({ status: 'opened', reference })
    expect(await askRequestCodeAgain(portal.visitor, 'x')).toEqual({ status: 'refused', code: 'dead' })
  })

  test('runs out after ten minutes, and the case after a day', async () => {
    const { person, reference } = await addRequest(portal, 'access')
    const late = await ask(reference, person.email)
    const mail = await readRequestCodeMail(portal.system, late.verificationId)
    portal.passTime(600_000)
    expect(await openRequestByLink(portal.visitor, mail?.linkToken ?? '')).toMatchObject({ code: 'dead' })
    const again = await ask(reference, person.email)
    const link = (await readRequestCodeMail(portal.system, again.verificationId))?.linkToken ?? ''
    const opened = await openRequestByLink(portal.visitor, link)
    if (opened.status !== 'opened') throw new Error(opened.code)
    expect(await readRequestAsVisitor(portal.visitor, opened.caseToken)).toMatchObject({ reference })
    portal.passTime(86_400_000)
    expect(await readRequestAsVisitor(portal.visitor, opened.caseToken)).toBeNull()
    expect(await runRetention(portal.system, new AbortController().signal)).toBeGreaterThanOrEqual(1)
  })

  test('opens that case and nothing else of the person', async () => {
    const { own, person, reference } = await addRequest(portal, 'access')
    const other = await fileRequest(own, formOf('question'))
    const { verificationId } = await ask(reference, person.email)
    const link = (await readRequestCodeMail(portal.system, verificationId))?.linkToken ?? ''
    const opened = await openRequestByLink(portal.visitor, link)
    if (opened.status !== 'opened' || other.status !== 'filed') throw new Error('not opened')
    const held = await visitorRequestContext(portal.visitor, opened.caseToken)
    if (!held) throw new Error('not held')
    expect(held.reference).toBe(reference)
    const message = { message: 'Сәлем', messageId: newId() }
    expect(await readOwnRequest(held.ctx, { reference: other.reference })).toBeNull()
    expect(await sendMessage(held.ctx, { reference: other.reference, ...message })).toMatchObject({
      code: 'not-found',
    })
    expect(await sendMessage(held.ctx, { reference, ...message })).toMatchObject({ status: 'sent' })
    await expect(listOwnRequests(held.ctx, person.subjectId)).rejects.toThrow(Denied)
    await expect(readProfile(held.ctx, person.subjectId)).rejects.toThrow(Denied)
    await expect(fileRequest(held.ctx, formOf('access'))).rejects.toThrow(Denied)
    expect(await takeRequestStep(held.ctx, { step: 'cancel', reference })).toMatchObject({ now: 'cancelled' })
    await closeVisitorSession(portal.visitor, opened.caseToken)
    expect(await visitorRequestContext(portal.visitor, opened.caseToken)).toBeNull()
  })
})
