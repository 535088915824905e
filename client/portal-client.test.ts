import { describe, expect, test } from 'vitest'
import { apiRoutes } from '#app/v1/api-routes.ts'
import { createPortalClient, PortalProblem, PortalUnreachable } from './index.ts'
import type { ClientOptions } from './send.ts'
import { retryAfterMs } from './send.ts'

type Sent = { method: string; path: string; query: string; headers: Headers; body: unknown }
type Reply = Response | Error

const json = (value: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(value), { status, headers })
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  json({ status, code, requestId: 'r-1' }, status, headers)

/** A client before a portal that answers what it is told, the last for ever. */
function clientOf(replies: (Reply | (() => Reply))[], options: Partial<ClientOptions> = {}) {
  const sent: Sent[] = []
  const waits: number[] = []
  const client = createPortalClient({
    url: 'https://privacy.example.kz/',
    key: 'k-1',
    fetch: async (address, init) => {
      const { pathname, search } = new URL(String(address))
      const body = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined
      sent.push({
        method: init?.method ?? 'GET',
        path: pathname,
        query: search,
        body,
        headers: new Headers(init?.headers),
      })
      init?.signal?.throwIfAborted()
      const reply = replies.length > 1 ? replies.shift() : replies[0]
      const made = typeof reply === 'function' ? reply() : reply
      if (made instanceof Response) return made.clone()
      throw made
    },
    sleep: async (ms) => {
      waits.push(ms)
    },
    ...options,
  })
  return { client, sent, waits }
}

const choices = {
  policyVersion: 1,
  locale: 'ru' as const,
  origin: 'settings',
  choices: [{ purpose: 'analytics' as const, decision: 'granted' as const }],
}
const verdict = { allowed: true, reason: 'granted', seq: 1, policyVersion: 1 }
async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found = []
  for await (const item of items) found.push(item)
  return found
}
const caught = (made: Promise<unknown>) =>
  made.then(
    () => null,
    (error: unknown) => error,
  )

test('covers exactly the calls of the API', async () => {
  const { client, sent } = clientOf([json({ items: [], next: null })])
  const about = { purpose: 'communication', topic: 'new-materials', channel: 'email' } as const
  const made: Record<keyof typeof client, () => Promise<unknown>> = {
    policy: () => client.policy(),
    policyVersions: () => all(client.policyVersions()),
    policyVersionProof: () => client.policyVersionProof(1),
    trust: () => client.trust(),
    evidenceProof: () => client.evidenceProof('IDS'),
    purposes: () => all(client.purposes()),
    subprocessors: () => client.subprocessors(),
    openapi: () => client.openapi(),
    putChoices: () => client.putChoices('IDS', choices),
    choices: () => all(client.choices('IDS')),
    history: () => all(client.history('IDS')),
    recordBatch: () => client.recordBatch([{ subject: 'IDS', ...choices }]),
    decide: () => client.decide({ subject: 'IDS', ...about }),
    unsubscribeLink: () => client.unsubscribeLink({ subject: 'IDS', ...about }),
    receipt: () => client.receipt('IDS'),
    verifyReceipt: () => client.verifyReceipt({}),
    receiptProof: () => client.receiptProof('IDS'),
    fileRequest: () => client.fileRequest({ subject: 'IDS', right: 'access', locale: 'ru' }),
    request: () => client.request('IDS'),
    requestProof: () => client.requestProof('IDS'),
  }
  for (const call of Object.values(made)) await call()
  const name = (method: string, path: string) => `${method} ${path.replace(/:\w+/, 'IDS')}`
  const routes = apiRoutes.map(({ method, route }) => name(method, route))
  const calls = sent.map(({ method, path }) =>
    name(method, path.replace('/api/v1', '').replace('/1/', '/IDS/')),
  )
  expect(calls.sort()).toEqual(routes.sort())
})

describe('a call', () => {
  test('carries the key, names in the address as they are, and a key for repeats', async () => {
    const { client, sent } = clientOf([json({})])
    await client.putChoices('a/б?', choices)
    expect(sent[0]).toMatchObject({
      method: 'PUT',
      path: '/api/v1/subjects/a%2F%D0%B1%3F/choices',
      body: choices,
    })
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer k-1')
    expect(sent[0]?.headers.get('idempotency-key')).toMatch(/^[0-9a-f-]{36}$/)
    await client.putChoices('a', choices, { idempotencyKey: 'mine' })
    expect(sent[1]?.headers.get('idempotency-key')).toBe('mine')
  })

  test('gives each item of a batch a key', async () => {
    const { client, sent } = clientOf([json({ items: [] })])
    await client.recordBatch([
      { subject: 'a', ...choices },
      { subject: 'b', idempotencyKey: 'mine', ...choices },
    ])
    expect(sent[0]?.body).toMatchObject({
      items: [{ idempotencyKey: expect.stringMatching(/^.{36}$/) }, { idempotencyKey: 'mine' }],
    })
  })

  test('a list asks for the next page when it is needed', async () => {
    const { client, sent } = clientOf([
      json({ items: [{ seq: 3 }, { seq: 2 }], next: '2' }),
      json({ items: [{ seq: 1 }], next: null }),
    ])
    const found = []
    for await (const event of client.history('a', { limit: 2 })) {
      found.push(event.seq)
      expect(sent).toHaveLength(found.length < 3 ? 1 : 2)
    }
    expect(found).toEqual([3, 2, 1])
    expect(sent.map(({ query }) => query)).toEqual(['?limit=2', '?limit=2&cursor=2'])
  })
})

describe('what passes is tried again, under the same key', () => {
  test.each<[string, Reply]>([
    ['503', problem(503, 'try-again', { 'retry-after': '5' })],
    ['429', problem(429, 'too-often', { 'retry-after': '7' })],
    ['a proxy that has no portal behind it', new Response('<h1>Bad gateway</h1>', { status: 502 })],
    ['no connection', new TypeError('fetch failed')],
  ])('%s', async (_what, reply) => {
    const { client, sent, waits } = clientOf([reply, reply, json({ status: 'recorded' })])
    expect(await client.putChoices('a', choices)).toEqual({ status: 'recorded' })
    expect(new Set(sent.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1)
    expect(sent).toHaveLength(3)
    const wanted = reply instanceof Response ? Number(reply.headers.get('retry-after') ?? 0) * 1000 : 0
    expect(waits.every((ms) => ms >= wanted)).toBe(true)
  })

  test('until the time is over: then what was said last', async () => {
    const { client, sent } = clientOf([problem(503, 'try-again', { 'retry-after': '5' })], {
      timeLimitMs: 4000,
    })
    expect(await caught(client.decide({ subject: 'a', purpose: 'analytics' }))).toMatchObject({
      name: 'PortalProblem',
      status: 503,
      code: 'try-again',
      requestId: 'r-1',
    })
    expect(sent).toHaveLength(1)
  })

  test('no answer at all names the key under which to repeat', async () => {
    const { client } = clientOf([new TypeError('fetch failed')], {
      timeLimitMs: 50,
      sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
    })
    const error = await caught(client.putChoices('a', choices, { idempotencyKey: 'mine' }))
    expect(error).toBeInstanceOf(PortalUnreachable)
    expect(error).toMatchObject({ idempotencyKey: 'mine', cause: { message: 'fetch failed' } })
  })

  test('a try that hangs is given up', async () => {
    let tries = 0
    const client = createPortalClient({
      url: 'https://privacy.example.kz',
      tryLimitMs: 20,
      fetch: (_address, init) =>
        new Promise((done, fail) => {
          if (++tries === 2) done(json(verdict))
          init?.signal?.addEventListener('abort', () => fail(init.signal?.reason))
        }),
    })
    expect(await client.decide({ subject: 'a', purpose: 'analytics' })).toEqual(verdict)
  })

  test('unless the caller wants no answer any more', async () => {
    const { client, sent } = clientOf([problem(503, 'try-again')], {
      sleep: (_ms, signal) =>
        new Promise((_, fail) => signal.addEventListener('abort', () => fail(signal.reason))),
    })
    const stop = new AbortController()
    const asked = caught(client.policy({ signal: stop.signal }))
    setTimeout(() => stop.abort(new Error('enough')), 10)
    expect(await asked).toMatchObject({ message: 'enough' })
    expect(sent).toHaveLength(1)
  })
})

describe('what is refused is a problem, at once', () => {
  test.each([400, 401, 403, 404, 409, 413, 500])('%d', async (status) => {
    const { client, sent } = clientOf([problem(status, 'some-code')])
    const error = await caught(client.putChoices('a', choices))
    expect(error).toBeInstanceOf(PortalProblem)
    expect(error).toMatchObject({ status, code: 'some-code' })
    expect(sent).toHaveLength(1)
  })

  test('with everything that it says', async () => {
    const errors = [{ parameter: 'choices.0.decision', code: 'invalid_value' }]
    const { client } = clientOf([json({ status: 400, code: 'invalid-body', errors, requestId: 'r' }, 400)])
    expect(await caught(client.putChoices('a', choices))).toMatchObject({
      errors,
      details: { code: 'invalid-body' },
    })
  })

  test('also when it is no JSON', async () => {
    const { client } = clientOf([new Response('no', { status: 418 })])
    expect(await caught(client.policy())).toMatchObject({ status: 418, code: 'http-418', requestId: null })
  })
})

test.each([
  [null, 0],
  ['5', 5000],
  ['Thu, 01 Jan 1970 00:00:12 GMT', 2000],
  ['Thu, 01 Jan 1970 00:00:01 GMT', 0],
  ['soon', 0],
])('Retry-After %j is %d ms', (header, ms) => expect(retryAfterMs(header, 10_000)).toBe(ms))
