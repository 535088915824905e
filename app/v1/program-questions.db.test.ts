import { sql } from 'drizzle-orm'
import { afterAll, describe, expect, test } from 'vitest'
import { contextFor } from '#domain/access/context.ts'
import { unsubscribe } from '#domain/consent/unsubscribe/unsubscribe.ts'
import { newId } from '#platform/ids.ts'
import { choices, letters, openPrograms, somebody } from '#testing/programs.ts'
import { createApi } from './router.ts'

const { db, services, api, call, put, decide, close } = await openPrograms()
afterAll(close)

describe('decisions', () => {
  test('follow a withdrawal made by another way at once, and are counted without anybody in the count', async () => {
    const subject = somebody()
    await put(subject, choices('granted'))
    const elsewhere = createApi(services)
    await put(subject, choices('withdrawn'))
    expect((await decide(subject)).said.allowed).toBe(false)
    await elsewhere.close()
    await api.close()
    const counts = await db.owner.db.execute<{ text: string; asked: number }>(
      sql`SELECT to_jsonb(c)::text AS text, asked::int FROM decision_count c WHERE reason = 'withdrawn'`,
    )
    expect(counts[0]?.asked).toBeGreaterThan(0)
    expect(counts.map(({ text }) => text).join()).not.toContain('lms-')
  })

  test('obey the signal of the browser until the person says yes in spite of it', async () => {
    const subject = somebody()
    const analytics = (gpc: boolean) => ({
      policyVersion: 1,
      locale: 'ru',
      origin: 'banner',
      gpc,
      choices: [{ purpose: 'analytics', decision: 'granted' }],
    })
    const ask = () => call('POST', '/decisions', { body: { subject, purpose: 'analytics', gpc: true } })
    await put(subject, analytics(false))
    expect((await ask()).said).toMatchObject({ allowed: false, reason: 'gpc' })
    await put(subject, analytics(true))
    expect((await ask()).said).toMatchObject({ allowed: true, reason: 'granted' })
  })
})

test.each([
  ['a message without a channel', { ...letters, channel: undefined }, 'channel'],
  ['a message without a topic', { ...letters, topic: null }, 'topic'],
  ['a purpose with a channel', { purpose: 'analytics', channel: 'sms' }, 'channel'],
])('a question about %s is refused', async (_name, about, parameter) => {
  const asked = await call('POST', '/decisions', { body: { subject: 'x', ...about } })
  expect(asked).toMatchObject({ status: 400, said: { errors: [{ parameter }] } })
})

test.each(['support', 'security', 'service'])('a question about %s alone is answered', async (purpose) => {
  const body = { subject: somebody(), purpose, topic: null, channel: null }
  expect((await call('POST', '/decisions', { body })).said).toMatchObject({ reason: 'unknown-subject' })
})

describe('a request filed by a program', () => {
  test('has its clock, is filed once under its key, and can be followed', async () => {
    const subject = somebody()
    const body = { subject, right: 'access', locale: 'kk' }
    const headers = { 'idempotency-key': 'ask-1' }
    const filed = await call('POST', '/requests', { body, headers })
    expect(filed).toMatchObject({ status: 201, said: { subject, right: 'access', status: 'received' } })
    for (const time of ['receivedAt', 'dueAt', 'lawDueAt', 'policyDueAt'])
      expect(filed.said[time]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(filed.said.dueAt).toMatch(/T18:59:59Z$/)
    expect(filed.headers.location).toBe(`http://localhost:4997/api/v1/requests/${filed.said.reference}`)
    const again = await call('POST', '/requests', { body, headers })
    expect(again).toMatchObject({ status: 200, said: filed.said })
    expect(again.headers.location).toBeUndefined()
    for (const other of [
      { ...body, message: 'x' },
      { ...body, locale: 'ru' },
      { ...body, right: 'portability' },
    ])
      expect(await call('POST', '/requests', { body: other, headers })).toMatchObject({
        status: 409,
        said: { code: 'idempotency-key-reused' },
      })
    expect((await call('GET', `/requests/${filed.said.reference}`)).said).toMatchObject({
      reference: filed.said.reference,
      status: 'received',
    })
    const audit = await db.owner.db.execute<{ action: string; actor_kind: string }>(sql`
      SELECT a.action, a.actor_kind FROM audit_event a JOIN subject s USING (subject_id)
      WHERE s.external_id = ${subject} ORDER BY a.audit_id`)
    expect(audit.map(({ action }) => action)).toEqual(['subject.create', 'request.file', 'request.read'])
    expect(audit.every((one) => one.actor_kind === 'program')).toBe(true)
  })

  test('says what is missing', async () => {
    const subject = somebody()
    const post = (more: object) => call('POST', '/requests', { body: { subject, locale: 'ru', ...more } })
    expect(await post({ right: 'rectification' })).toMatchObject({
      said: { errors: [{ parameter: 'message', code: 'required' }] },
    })
    expect(await post({ right: 'access', variant: 'wish' })).toMatchObject({
      said: { errors: [{ parameter: 'variant' }] },
    })
    expect(await post({ right: 'question', message: 'x' })).toMatchObject({ status: 400 })
    expect(await post({ right: 'erasure', variant: 'unlawful', message: 'why' })).toMatchObject({
      status: 201,
    })
    expect(await call('GET', '/requests/CX-0000-00')).toMatchObject({
      status: 404,
      said: { code: 'unknown-request' },
    })
  })
})

describe('a receipt', () => {
  test('is read by its id, is genuine, and says when the choice no longer stands', async () => {
    const subject = somebody()
    const { said } = await put(subject, choices('granted'))
    const address = `/receipts/${said.choices[0].receiptId}`
    const first = (await call('GET', address)).said
    expect(first).toMatchObject({ subject, receipt: { receipt_id: said.choices[0].receiptId } })
    const verify = async (body: unknown) => (await call('POST', '/receipts/verify', { body, key: null })).said
    expect(await verify(first.receipt)).toMatchObject({ genuine: true, stands: true })
    expect(await verify(first)).toEqual(await verify(first.receipt))
    await put(subject, choices('withdrawn'))
    expect((await call('GET', address)).said.receipt).toEqual(first.receipt)
    expect(await verify({ receipt: first.receipt })).toMatchObject({ genuine: true, stands: false })
    const forged = { ...first.receipt, language: 'en' }
    expect(await verify(forged)).toEqual({ genuine: false, reason: 'changed', stands: false })
    expect(await verify({})).toEqual({ genuine: false, reason: 'unreadable', stands: false })
    const unknown = await call('GET', `/receipts/${newId()}`)
    expect(unknown).toMatchObject({ status: 404, said: { code: 'unknown-receipt' } })
  })
})

describe('an unsubscribe link', () => {
  test('is the same for every message of one kind, and acts for anyone who has it', async () => {
    const subject = somebody()
    await put(subject, choices('granted'))
    const ask = (more: object = {}) =>
      call('POST', '/unsubscribe-links', { body: { subject, ...letters, ...more } })
    const { said } = await ask()
    expect(said.headers).toEqual({
      'List-Unsubscribe': `<${said.link}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    })
    expect(said.why).toBe(`${said.link}#why`)
    expect((await ask()).said).toEqual(said)
    expect((await ask({ channel: 'sms' })).said.link).not.toBe(said.link)
    const anybody = contextFor(services, { actor: { kind: 'visitor' }, locale: 'ru' })
    await unsubscribe(anybody, said.link.split('/u/')[1])
    expect((await decide(subject)).said).toMatchObject({ allowed: false, reason: 'withdrawn' })
  })

  test('exists for nobody unknown, and not for the service', async () => {
    const ask = (body: object) => call('POST', '/unsubscribe-links', { body })
    expect(await ask({ subject: somebody(), ...letters })).toMatchObject({
      status: 404,
      said: { code: 'unknown-subject' },
    })
    expect(await ask({ subject: 'x', purpose: 'service' })).toMatchObject({
      status: 400,
      said: { errors: [{ code: 'unknown-choice' }] },
    })
  })
})
