import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { apiScopes } from '#db/schema/integrations-codes.ts'
import { contextFor } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { readColumns } from '#domain/consent/import/import-columns.ts'
import { readRow } from '#domain/consent/import/import-row.ts'
import { verifyProjection } from '#domain/consent/ledger/verify-projection.ts'
import { optionalChoices } from '#domain/consent/rules/catalogue.ts'
import { foldEvents } from '#domain/consent/rules/fold-events.ts'
import { unsubscribe } from '#domain/consent/unsubscribe/unsubscribe.ts'
import { runRetention } from '#domain/fulfilment/retention/run-retention.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import type { ApiScope } from '#domain/integrations/rules/integration-schemas.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { openClock } from '#platform/clock.ts'
import { newId } from '#platform/ids.ts'
import type { Services } from '#platform/services.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { publishedApi } from '#testing/published-api.ts'
import { testServices } from '#testing/services.ts'
import { publishReferenceData } from '../../cli/prepare/reference-data.ts'
import { bodyLimit } from '../_server/front/api-handler.ts'
import { apiRoutes } from './api-routes.ts'
import { openapi } from './openapi.ts'
import { type Api, createApi } from './router.ts'

let db: TestDatabase
let services: Services
let api: Api
let key: string
const published = publishedApi(openapi('http://localhost:4997'))
const system = { kind: 'system', task: 'test' } as const

beforeAll(async () => {
  db = await testDatabase()
  services = testServices(db.app, db.appUrl, { APP_URL: 'http://localhost:4997' })
  api = createApi(services)
  const owner = contextFor({ ...services, database: db.owner }, { actor: system, locale: 'ru' })
  await publishReferenceData(owner, new Date())
  key = await keyFor(...apiScopes)
})
afterAll(async () => {
  await api.close()
  await db.close()
})

async function keyFor(...scopes: ApiScope[]) {
  const ctx = contextFor(services, { actor: system, locale: 'ru' })
  return (await createApiKey(ctx, { name: 'LMS', scopes, callsPerMinute: 100_000 })).key
}

type Sent = { body?: unknown; key?: string | null; headers?: Record<string, string>; raw?: Buffer }

/** A call as `server.ts` hands it over; what it answers must be what the description says. */
async function call(
  method: string,
  address: string,
  { body, key: shown = key, headers = {}, raw }: Sent = {},
) {
  const [path = '', query] = address.split('?')
  const answer = await api({
    method,
    path,
    query: new URLSearchParams(query),
    network: '203.0.113.1',
    requestId: 'r',
    headers: { ...(shown && { authorization: `Bearer ${shown}` }), ...headers },
    body: raw ?? (body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body))),
  })
  const said = JSON.parse(answer.body)
  const route = apiRoutes.find((one) => one.route === answer.route && one.method === method)
  // The server in front adds the header.
  const sentOn = { ...answer, headers: { ...answer.headers, 'x-request-id': 'r' } }
  if (route) expect(published.faultsOfAnswer(route.operationId, sentOn)).toEqual([])
  if (answer.status >= 300)
    expect(said).toMatchObject({ status: answer.status, code: expect.any(String), requestId: 'r' })
  return { status: answer.status, headers: answer.headers, said }
}

const letters = { purpose: 'communication', topic: 'new-materials', channel: 'email' }
const choices = (decision: string, more: object = {}) => ({
  policyVersion: 1,
  locale: 'ru',
  origin: 'settings',
  choices: [{ ...letters, decision, ...more }],
})
const put = (subject: string, body: unknown, idempotencyKey?: string) =>
  call('PUT', `/subjects/${subject}/choices`, {
    body,
    ...(idempotencyKey && { headers: { 'idempotency-key': idempotencyKey } }),
  })
const decide = (subject: string, more: object = {}) =>
  call('POST', '/decisions', { body: { subject, ...letters, ...more } })
const somebody = () => `lms-${newId()}`

describe('a stranger with a key', () => {
  test('records, asks, withdraws, asks again, and reads the history', async () => {
    const subject = somebody()
    expect((await decide(subject)).said).toMatchObject({ allowed: false, reason: 'unknown-subject', seq: 0 })
    const granted = await put(subject, choices('granted'))
    expect(granted.said).toMatchObject({
      subject,
      status: 'recorded',
      choices: [{ seq: 1, decision: 'granted' }],
    })
    expect((await decide(subject)).said).toEqual({
      allowed: true,
      reason: 'granted',
      seq: 1,
      policyVersion: 1,
    })
    await put(subject, choices('withdrawn'))
    expect((await decide(subject)).said).toMatchObject({ allowed: false, reason: 'withdrawn', seq: 2 })
    const { said } = await call('GET', `/subjects/${subject}/history?limit=1`)
    expect(said).toMatchObject({
      items: [{ seq: 2, origin: 'platform:settings', actor: 'program' }],
      next: '2',
    })
    const older = (await call('GET', `/subjects/${subject}/history?limit=1&cursor=${said.next}`)).said
    expect(older).toMatchObject({
      items: [{ seq: 1, receiptId: granted.said.choices[0].receiptId }],
      next: null,
    })
    const standing = (await call('GET', `/subjects/${subject}/choices`)).said
    expect(standing.items).toHaveLength(13)
    expect(standing.items.filter((one: { seq: number }) => one.seq > 0)).toMatchObject([
      { ...letters, decision: 'withdrawn', seq: 2 },
    ])
  })

  test('sixty-four first contacts of one person at once: one person, no gap, no error', async () => {
    const subject = somebody()
    const made = await Promise.all(
      Array.from({ length: 64 }, (_, n) => put(subject, choices(n % 2 ? 'granted' : 'withdrawn'))),
    )
    expect(made.map(({ status }) => status)).toEqual(Array(64).fill(200))
    const seqs = made.map(({ said }) => said.choices[0].seq).sort((a, b) => a - b)
    expect(seqs).toEqual(Array.from({ length: 64 }, (_, n) => n + 1))
    const people = await db.owner.db.execute(sql`SELECT 1 FROM subject WHERE external_id = ${subject}`)
    expect(people).toHaveLength(1)
  })

  test('a refusal is kept with its time, as a grant is', async () => {
    const subject = somebody()
    const before = Date.now()
    const { said } = await put(subject, choices('withdrawn'))
    expect(said.choices[0]).toMatchObject({ status: 'recorded', decision: 'withdrawn', seq: 1 })
    expect(Date.parse(said.choices[0].recordedAt)).toBeGreaterThanOrEqual(before)
  })
})

describe('one key', () => {
  test('a hundred times at once is one event with one answer', async () => {
    const subject = somebody()
    const made = await Promise.all(
      Array.from({ length: 100 }, () => put(subject, choices('granted'), 'once')),
    )
    expect(new Set(made.map(({ said }) => JSON.stringify(said.choices))).size).toBe(1)
    expect(made.filter(({ said }) => said.status === 'recorded')).toHaveLength(1)
    expect((await call('GET', `/subjects/${subject}/history`)).said.items).toHaveLength(1)
  })

  test.each<[string, object]>([
    ['another language', { locale: 'kk' }],
    ['the signal of the browser', { gpc: true }],
    ['another place', { origin: 'elsewhere' }],
  ])('with %s in its body is refused, and changes nothing', async (_what, more) => {
    const subject = somebody()
    await put(subject, choices('granted'), 'mine')
    const other = await put(subject, { ...choices('granted'), ...more }, 'mine')
    const refused = { status: 'refused', code: 'idempotency-key-reused', decision: 'granted', seq: 1 }
    expect(other).toMatchObject({
      status: 409,
      said: { code: 'idempotency-key-reused', choices: [refused] },
    })
    expect((await call('GET', `/subjects/${subject}/history`)).said.items).toHaveLength(1)
  })

  test('with another body is refused, but a withdrawal in it is recorded', async () => {
    const subject = somebody()
    await put(subject, choices('granted'), 'mine')
    const other = await put(subject, choices('withdrawn'), 'mine')
    expect(other).toMatchObject({
      status: 409,
      said: { code: 'idempotency-key-reused', choices: [{ status: 'recorded', seq: 2 }] },
    })
    expect((await decide(subject)).said).toMatchObject({ allowed: false, reason: 'withdrawn' })
  })

  test('is answered the same when the first answer was that a grant is stale', async () => {
    const subject = somebody()
    await put(subject, choices('withdrawn'))
    const stale = await put(subject, choices('granted', { basedOnSeq: 0 }), 'again')
    expect(stale).toMatchObject({
      status: 409,
      said: { code: 'stale', choices: [{ status: 'stale', seq: 1 }] },
    })
    const { status, said } = await put(subject, choices('granted', { basedOnSeq: 0 }), 'again')
    expect([status, said.code, said.choices]).toEqual([409, 'stale', stale.said.choices])
    expect((await call('GET', `/subjects/${subject}/history`)).said.items).toHaveLength(1)
  })

  test('is kept for thirty days where the answer was a refusal, then deleted', async () => {
    const subject = somebody()
    await put(subject, choices('withdrawn'))
    await put(subject, choices('granted', { basedOnSeq: 0 }), 'kept')
    const later = (days: number) => {
      const ctx = contextFor(services, { actor: system, locale: 'ru' })
      return { ...ctx, clock: openClock(days * 86_400) }
    }
    const kept = async () => {
      const rows = await later(0).transaction((tx) => tx.execute(sql`SELECT 1 FROM choice_reply`))
      return rows.length
    }
    const before = await kept()
    await runRetention(later(29), new AbortController().signal)
    expect(await kept()).toBe(before)
    await runRetention(later(31), new AbortController().signal)
    expect(await kept()).toBe(0)
    const visitor = contextFor(services, { actor: { kind: 'visitor' }, locale: 'ru' })
    await expect(runRetention(visitor, new AbortController().signal)).rejects.toThrow(Denied)
  })

  test('of one program is not that of another', async () => {
    const subject = somebody()
    await put(subject, choices('granted'), 'shared')
    const body = choices('withdrawn')
    const headers = { 'idempotency-key': 'shared' }
    const other = await call('PUT', `/subjects/${subject}/choices`, {
      body,
      headers,
      key: await keyFor('choices:write'),
    })
    expect(other).toMatchObject({ status: 200, said: { status: 'recorded' } })
  })
})

describe('a withdrawal', () => {
  test('is never stale: neither by number, nor by policy, nor by words', async () => {
    const subject = somebody()
    await put(subject, choices('granted'))
    for (const body of [
      choices('withdrawn', { basedOnSeq: 0 }),
      { ...choices('withdrawn'), policyVersion: 999 },
      choices('withdrawn', { wordsSha256: 'f'.repeat(64) }),
    ])
      expect(await put(subject, body)).toMatchObject({
        status: 200,
        said: { choices: [{ status: 'recorded' }] },
      })
    for (const body of [
      { ...choices('granted'), policyVersion: 999 },
      choices('granted', { wordsSha256: 'f'.repeat(64) }),
    ])
      expect(await put(subject, body)).toMatchObject({ status: 409, said: { code: 'stale' } })
  })

  test('of the service is a request, and the answer says so', async () => {
    const body = { ...choices('withdrawn'), choices: [{ purpose: 'service', decision: 'withdrawn' }] }
    expect(await put(somebody(), body)).toMatchObject({
      status: 400,
      said: { code: 'invalid-body', errors: [{ parameter: 'choices.0.decision', code: 'use-a-request' }] },
    })
  })
})

describe('consent to the service', () => {
  const service = { purpose: 'service', decision: 'granted' }
  const refused = { status: 'refused', code: 'no-name', purpose: 'service', decision: 'withdrawn', seq: 0 }

  test('of somebody without a name is refused alone, until the name is known', async () => {
    const subject = somebody()
    const both = { ...choices('granted'), choices: [service, ...choices('granted').choices] }
    expect(await put(subject, both)).toMatchObject({
      status: 409,
      said: { code: 'no-name', choices: [refused, { status: 'recorded', decision: 'granted', seq: 1 }] },
    })
    const alone = { ...choices('granted'), choices: [service] }
    expect(await put(subject, alone, 'first-yes')).toMatchObject({
      status: 409,
      said: { choices: [refused] },
    })

    const ctx = contextFor(services, { actor: system, locale: 'ru' })
    await importSubjects(ctx, [{ externalId: subject, fullName: 'Әлия' }], 'import')
    expect(await put(subject, alone, 'first-yes')).toMatchObject({
      status: 200,
      said: { choices: [{ status: 'recorded', purpose: 'service', decision: 'granted', seq: 2 }] },
    })
  })

  test('in a batch is refused item by item', async () => {
    const [named, nameless] = [somebody(), somebody()]
    const ctx = contextFor(services, { actor: system, locale: 'ru' })
    await importSubjects(ctx, [{ externalId: named, fullName: 'Әлия' }], 'import')
    const items = [nameless, named].map((subject) => ({ ...choices('granted'), subject, choices: [service] }))
    items.push({ ...choices('withdrawn'), subject: nameless } as never)
    const { said } = await call('POST', '/choices/batch', { body: { items } })
    expect(said.items).toMatchObject([
      { subject: nameless, status: 'refused', code: 'no-name', choices: [refused] },
      { subject: named, status: 'recorded' },
      { subject: nameless, status: 'recorded', choices: [{ decision: 'withdrawn', seq: 1 }] },
    ])
  })
})

describe('an external id', () => {
  const wrong = [
    ['a/b', 'malformed'],
    ['a\\b', 'malformed'],
    ['.', 'malformed'],
    ['..', 'malformed'],
    ['a b', 'malformed'],
    ['learner@example.kz', 'looks-like-email'],
    ['900101300123', 'looks-like-iin'],
    ['+77011234567', 'looks-like-phone'],
    ['87011234567', 'looks-like-phone'],
  ] as const

  test.each(wrong)('%j is refused at every entrance: %s', async (id, code) => {
    const place = encodeURIComponent(id).replaceAll('.', '%2e')
    const calls: [string, string, object?][] = [
      ['PUT', `/subjects/${place}/choices`, choices('withdrawn')],
      ['GET', `/subjects/${place}/choices`],
      ['GET', `/subjects/${place}/history`],
      ['POST', '/decisions', { subject: id, ...letters }],
      ['POST', '/unsubscribe-links', { subject: id, ...letters }],
      ['POST', '/requests', { subject: id, right: 'access', locale: 'ru' }],
    ]
    for (const [method, address, body] of calls) {
      const { status, said } = await call(method, address, body && { body })
      const parameter = address.startsWith('/subjects') ? 'externalId' : 'subject'
      expect([method, address, status, said.errors]).toEqual([method, address, 400, [{ parameter, code }]])
    }
    const items = [{ ...choices('withdrawn'), subject: id }]
    const { said } = await call('POST', '/choices/batch', { body: { items } })
    expect(said.items).toMatchObject([{ code: 'invalid-item', errors: [{ parameter: 'subject', code }] }])
    const columns = readColumns(['external_id'])
    if ('code' in columns) throw new Error(columns.code)
    const given = { wordsFor: () => undefined, now: new Date(), defaultLocale: 'ru' } as const
    expect(readRow([id], columns, given)).toEqual({ faults: [{ column: 'external_id', code }] })
  })
})

describe('a wrong choice', () => {
  test('stops none of the others beside it', async () => {
    const subject = somebody()
    const [right] = choices('withdrawn').choices
    const wrong = [
      { purpose: 'service', decision: 'withdrawn' },
      { purpose: 'advertising', decision: 'granted' },
      7,
    ]
    const body = { ...choices('withdrawn'), choices: [...wrong, right] }
    expect(await put(subject, body)).toMatchObject({
      status: 409,
      said: {
        code: 'partly-refused',
        errors: [
          { parameter: 'choices.0.decision', code: 'use-a-request' },
          { parameter: 'choices.1.purpose', code: 'unknown-choice' },
          { parameter: 'choices.2', code: 'unknown-choice' },
        ],
        choices: [{ status: 'recorded', decision: 'withdrawn', seq: 1 }],
      },
    })
    expect((await decide(subject)).said.reason).toBe('withdrawn')
  })

  test('or a wrong item stops none of the others in a batch', async () => {
    const [a, b] = [somebody(), somebody()]
    const [right] = choices('withdrawn').choices
    const items = [
      { ...choices('withdrawn'), subject: 'a/b', idempotencyKey: 'k1' },
      {
        ...choices('withdrawn'),
        subject: a,
        choices: [{ purpose: 'service', decision: 'withdrawn' }, right],
      },
      { ...choices('withdrawn'), subject: a, locale: 'fr' },
      'nothing',
      { ...choices('withdrawn'), subject: b },
    ]
    const { status, said } = await call('POST', '/choices/batch', { body: { items } })
    expect(status).toBe(200)
    expect(said.items).toMatchObject([
      { subject: 'a/b', idempotencyKey: 'k1', status: 'refused', code: 'invalid-item', choices: [] },
      { subject: a, status: 'refused', code: 'partly-refused', choices: [{ status: 'recorded', seq: 1 }] },
      { subject: a, status: 'refused', code: 'invalid-item', errors: [{ parameter: 'locale' }] },
      { subject: null, status: 'refused', code: 'invalid-item' },
      { subject: b, status: 'recorded' },
    ])
    expect((await decide(b)).said.reason).toBe('withdrawn')
  })
})

describe('a batch', () => {
  test('answers each item by itself, in order; a refused one stops no other', async () => {
    const [a, b] = [somebody(), somebody()]
    await put(a, choices('withdrawn'))
    const items = [
      { subject: a, idempotencyKey: 'a1', ...choices('granted', { basedOnSeq: 0 }) },
      { subject: b, idempotencyKey: 'b1', ...choices('granted') },
      { subject: a, idempotencyKey: 'a2', ...choices('withdrawn') },
      { subject: b, idempotencyKey: 'b1', ...choices('withdrawn') },
      { subject: b, ...choices('withdrawn') },
    ]
    const { said } = await call('POST', '/choices/batch', { body: { items } })
    expect(said.items.map((one: Record<string, unknown>) => [one.subject, one.status, one.code])).toEqual([
      [a, 'refused', 'stale'],
      [b, 'recorded', undefined],
      [a, 'recorded', undefined],
      [b, 'refused', 'idempotency-key-reused'],
      [b, 'recorded', undefined],
    ])
    const again = (await call('POST', '/choices/batch', { body: { items: items.slice(0, 3) } })).said
    expect(again.items.map((one: Record<string, unknown>) => one.status)).toEqual([
      'refused',
      'repeated',
      'repeated',
    ])
    expect((await decide(b)).said.reason).toBe('withdrawn')
  })

  test('of a thousand people leaves an event, a state and an audit record each', async () => {
    const people = Array.from({ length: 1000 }, somebody)
    const items = people.map((subject, n) => ({ subject, ...choices(n % 3 ? 'granted' : 'withdrawn') }))
    const { said } = await call('POST', '/choices/batch', { body: { items } })
    expect(said.items.every((one: { status: string }) => one.status === 'recorded')).toBe(true)
    const [count] = await db.owner.db.execute(sql`
      SELECT count(DISTINCT e.subject_id)::int AS events, count(DISTINCT a.subject_id)::int AS audited
      FROM subject s JOIN consent_event e USING (subject_id) JOIN audit_event a ON a.subject_id = s.subject_id
        AND a.action IN ('consent.grant', 'consent.withdraw')
      WHERE s.external_id = ANY(string_to_array(${people.join(',')}, ','))`)
    expect(count).toEqual({ events: 1000, audited: 1000 })
    const tooMany = await call('POST', '/choices/batch', { body: { items: [...items, items[0]] } })
    expect(tooMany).toMatchObject({ status: 400, said: { errors: [{ parameter: 'items' }] } })
  })

  test.each([
    ['one choice an item', 1, 1],
    ['as many choices as the body has room for', 8, 8],
  ])('of a thousand items of one person takes one write a thousand choices: %s', async (_, size, writes) => {
    const subject = somebody()
    await put(subject, choices('withdrawn'))
    const some = optionalChoices.slice(0, size).map(({ purpose, topic, channel }) => ({
      purpose,
      ...(topic && { topic, channel }),
      decision: 'granted',
    }))
    const items = Array.from({ length: 1000 }, () => ({ ...choices('granted'), subject, choices: some }))
    const body = { items }
    expect(JSON.stringify(body).length).toBeLessThan(bodyLimit)
    const pipeline = vi.spyOn(services.database, 'pipeline')
    const { status, said } = await call('POST', '/choices/batch', { body })
    const made = pipeline.mock.calls.length
    pipeline.mockRestore()
    expect([status, said.items.length]).toEqual([200, 1000])
    expect(said.items.at(-1)).toMatchObject({ status: 'recorded', choices: { length: size } })
    expect(said.items.at(-1).choices.at(-1).seq).toBe(1 + 1000 * size)
    expect(made).toBe(writes)
  })

  test('two batches over the same people in opposite orders wait for each other, not for ever', async () => {
    const people = Array.from({ length: 60 }, somebody)
    const batch = (order: string[]) =>
      call('POST', '/choices/batch', {
        body: { items: order.map((subject) => ({ subject, ...choices('granted') })) },
      })
    await batch(people)
    const made = await Promise.all(
      Array.from({ length: 6 }, (_, n) => batch(n % 2 ? people : [...people].reverse())),
    )
    expect(made.map(({ status }) => status)).toEqual(Array(6).fill(200))
    const events = await db.owner.db.execute<{
      subjectId: string
      seq: number
      purpose: string
      topic: string
      channel: string
      decision: 'granted'
    }>(
      sql`SELECT subject_id AS "subjectId", seq, purpose, topic, channel, decision FROM consent_event e
          JOIN subject s USING (subject_id) WHERE s.external_id = ${people[0]}`,
    )
    expect(foldEvents(events).get('communication/new-materials/email')?.seq).toBe(7)
    expect(await verifyProjection(contextFor(services, { actor: system, locale: 'ru' }))).toMatchObject({
      different: [],
    })
  })
})

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

describe('the door', () => {
  const calls = apiRoutes.filter(({ scope }) => scope !== null)
  const addressOf = (route: string) =>
    route.replace(':externalId', 'x').replace(':id', 'x').replace(':reference', 'CX-0000-00')

  test.each(calls)(
    '$method $route asks for a key, for one that works, and for $scope',
    async ({ method, route, scope }) => {
      const address = addressOf(route)
      const none = await call(method, address, { key: null })
      expect(none).toMatchObject({ status: 401, said: { code: 'key-needed' } })
      expect(none.headers['www-authenticate']).toContain('Bearer')
      expect(await call(method, address, { key: `cxk_${'x'.repeat(43)}` })).toMatchObject({ status: 401 })
      const others = apiScopes.filter((one) => one !== scope)
      const lacking = await call(method, address, { key: await keyFor(...others), body: {} })
      expect(lacking).toMatchObject({ status: 403, said: { code: 'insufficient-scope', scope } })
      expect(lacking.headers['ratelimit-policy']).toBe('"calls";q=100000;w=60')
    },
  )

  test('refuses a program that calls too often, and says for how long', async () => {
    const ctx = contextFor(services, { actor: system, locale: 'ru' })
    const { key: slow } = await createApiKey(ctx, {
      name: 'Slow',
      scopes: ['decisions:read'],
      callsPerMinute: 2,
    })
    const ask = () => call('POST', '/decisions', { key: slow, body: { subject: 'x', ...letters } })
    expect((await ask()).headers.ratelimit).toMatch(/^"calls";r=1;t=\d+$/)
    await ask()
    const third = await ask()
    expect(third).toMatchObject({ status: 429, said: { code: 'too-often' } })
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0)
  })

  test.each<[string, unknown, string]>([
    ['no JSON', Buffer.from('{'), 'body'],
    ['half a letter', Buffer.from([0x22, 0xc3, 0x22]), 'body'],
    [
      'an unknown purpose',
      { ...choices('granted'), choices: [{ purpose: 'x', decision: 'granted' }] },
      'choices.0.purpose',
    ],
    [
      'a topic without a channel',
      { ...choices('granted'), choices: [{ ...letters, channel: undefined, decision: 'granted' }] },
      'choices.0.channel',
    ],
    ['a field of another', { ...choices('granted'), role: 'administrator' }, 'role'],
    [
      'a prototype',
      JSON.parse('{"__proto__":{"x":1},"policyVersion":1,"locale":"ru","origin":"x","choices":[]}'),
      'choices',
    ],
    ['no choice', { ...choices('granted'), choices: [] }, 'choices'],
    ['a NUL', { ...choices('granted'), origin: 'a\0b' }, 'origin'],
    ['a number as text', { ...choices('granted'), policyVersion: '1' }, 'policyVersion'],
  ])('names what is wrong: %s', async (_name, body, parameter) => {
    const raw = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
    const { status, said } = await call('PUT', '/subjects/x/choices', { raw })
    expect(status).toBe(400)
    if (said.code === 'malformed') expect(parameter).toBe('body')
    else expect(said.errors.map((one: { parameter: string }) => one.parameter)).toContain(parameter)
  })

  test.each([
    ['a b', 'malformed'],
    ['.', 'malformed'],
    ['..', 'malformed'],
    ['a/b', 'malformed'],
    ['a\\b', 'malformed'],
    ['ә-1', 'malformed'],
    ['learner@example.kz', 'looks-like-email'],
    ['900101300123', 'looks-like-iin'],
    ['+77011234567', 'looks-like-phone'],
    ['8-701-123-45-67', 'looks-like-phone'],
  ])('takes no person named %j at any entrance: %s', async (subject, code) => {
    const wrong = (parameter: string) => ({ status: 400, said: { errors: [{ parameter, code }] } })
    const path = encodeURIComponent(subject)
    expect(await put(path, choices('granted'))).toMatchObject(wrong('externalId'))
    expect(await call('GET', `/subjects/${path}/choices`)).toMatchObject(wrong('externalId'))
    expect(await call('GET', `/subjects/${path}/history`)).toMatchObject(wrong('externalId'))
    expect(await decide(subject)).toMatchObject(wrong('subject'))
    const post = (address: string, body: object) => call('POST', address, { body: { ...body, subject } })
    expect(await post('/unsubscribe-links', letters)).toMatchObject(wrong('subject'))
    expect(await post('/requests', { right: 'access', locale: 'ru' })).toMatchObject(wrong('subject'))
  })
})
