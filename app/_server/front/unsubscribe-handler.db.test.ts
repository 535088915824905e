import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readHistory } from '#domain/consent/ledger/read-choices.ts'
import { recordChoices } from '#domain/consent/ledger/record-choices.ts'
import { makeUnsubscribeLink } from '#domain/consent/unsubscribe/make-unsubscribe-link.ts'
import { newId } from '#platform/ids.ts'
import { type Counter, countIfAllowed } from '#platform/rate-limit.ts'
import { openSnapshots, type Snapshots } from '#platform/snapshots.ts'
import { publishForTests } from '#testing/consent-texts.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { createPortalServer, type PortalServer } from './portal-server.ts'

let portal: TestPortal
let server: PortalServer
let snapshots: Snapshots
let base: string
/** The addresses that reached the framework. */
let rendered: (string | undefined)[] = []

beforeAll(async () => {
  portal = await testPortal()
  await publishForTests(portal)
  const { services } = portal
  snapshots = openSnapshots(services.database, 'build', services.log, services.clock)
  const next = (req: { url?: string | undefined }, res: ServerResponse) => {
    rendered.push(req.url)
    res.end('page')
  }
  server = createPortalServer({ services, next, snapshots, buildId: 'build', publicFiles: new Set() })
  server.listener.listen(0, '127.0.0.1')
  await once(server.listener, 'listening')
  base = `http://127.0.0.1:${(server.listener.address() as AddressInfo).port}`
})
afterAll(async () => {
  await server.drain()
  await snapshots.close()
  await portal.close()
})

const news = { purpose: 'communication', topic: 'new-materials', channel: 'email' } as const

async function reader() {
  const { subjectId } = await portal.addPerson({ locale: 'kk' })
  const ctx = portal.subject(subjectId)
  await recordChoices(ctx, subjectId, {
    policyVersion: 1,
    origin: 'choices',
    idempotencyKey: newId(),
    choices: [{ ...news, decision: 'granted' }],
  })
  const made = await makeUnsubscribeLink(portal.system, { subjectId }, news)
  const events = async () => (await readHistory(ctx, subjectId)).items.length
  return { path: new URL(made?.link ?? '').pathname, events }
}

const ask = (path: string, init: RequestInit = {}) => fetch(base + path, { redirect: 'manual', ...init })
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  ask(path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })

test('a GET is rendered in the language of the person, or of the address', async () => {
  const { path, events } = await reader()
  rendered = []
  expect((await ask(path)).headers.get('x-robots-tag')).toBe('noindex')
  await ask(`/ru${path}?back=1`)
  expect(rendered).toEqual([`/kk${path}`, `/ru${path}?back=1`])
  expect(await events()).toBe(1)
})

test.each([
  ['one click', 'List-Unsubscribe=One-Click'],
  ['one click, as some programs spell it', 'List-Unsubscribe=One-Click\r\n'],
  ['nothing', ''],
])('a POST from anywhere with %s withdraws at once and is answered 200', async (_name, body) => {
  const { path, events } = await reader()
  rendered = []
  const answer = await post(path, body, { origin: 'https://mail.example' })
  expect([answer.status, answer.headers.get('location')]).toEqual([200, null])
  expect(await answer.text()).toContain('Жазылымнан бас тарттыңыз')
  expect(rendered).toEqual([])
  expect(await events()).toBe(2)
})

test.each(['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'])(
  '%s, as programs check links, withdraws nothing',
  async (method) => {
    const { path, events } = await reader()
    await ask(path, { method })
    await ask(`/ru${path}`, { method })
    expect(await events()).toBe(1)
  },
)

test('the form of the page reaches the framework from our page only', async () => {
  const { path, events } = await reader()
  rendered = []
  const form = new URLSearchParams({ $ACTION_ID_x: '' }).toString().replace('%24', '$')
  expect((await post(path, form, { origin: 'https://evil.example' })).status).toBe(403)
  expect((await post(path, form)).status).toBe(403)
  expect((await post(path, form, { origin: portal.services.env.APP_URL })).status).toBe(200)
  expect(rendered).toEqual([`/kk${path}`])
  expect(await events()).toBe(1)
})

test('a link may be read and used as often as a mail program likes', async () => {
  const { path, events } = await reader()
  for (let n = 0; n < 100; n++) expect((await ask(path)).status).toBe(200)
  for (let n = 0; n < 3; n++) expect((await post(path, 'List-Unsubscribe=One-Click')).status).toBe(200)
  expect(await events()).toBeGreaterThan(1)
})

test('tokens that are none are counted by network, and a valid link works all the same', async () => {
  const { path, events } = await reader()
  const counter: Counter = {
    name: 'dead-link',
    seconds: 900,
    key: ['network:127.0.0.1'],
    points: 999,
  }
  await countIfAllowed(portal.services, [counter], () => ({ ok: true }))
  expect((await ask('/u/none-1')).status).toBe(404)
  const last = await ask('/u/none-2')
  expect(last.status).toBe(429)
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await last.text()).toMatch(/\d\d:\d\d/)
  expect((await ask(path)).status).toBe(200)
  expect((await post(path, 'List-Unsubscribe=One-Click')).status).toBe(200)
  expect(await events()).toBe(2)
})
