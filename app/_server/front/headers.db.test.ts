import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataPolicy } from '#platform/http/content-security.ts'
import type { Snapshot, Snapshots } from '#platform/snapshots.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { createPortalServer, type PortalServer } from './portal-server.ts'

const appUrl = 'https://privacy.example.kz'
const page = Buffer.from('<html>policy</html>')
const snapshot: Snapshot = { tag: 'W/"a"', csp: "script-src 'none'", plain: page, br: page, gzip: page }
const snapshots: Snapshots = {
  find: (path) => (path === '/ru/policy' ? snapshot : undefined),
  count: () => 1,
  loaded: () => true,
  close: async () => {},
}
const fileHeaders = {
  'content-type': 'application/json',
  'content-disposition': 'attachment; filename="receipt.jsonld"',
  'content-security-policy': `${dataPolicy}; sandbox`,
  'referrer-policy': 'no-referrer',
}

let db: TestDatabase
let portal: PortalServer
let port: number
let isHealthy = true

/**
 * Stands for the framework: like it, it adds a header of a route only where the answer has none of that name, and sets no
 * status but another than 200.
 */
async function next(req: IncomingMessage, res: ServerResponse) {
  await text(req)
  const path = req.url ?? ''
  if (path.includes('/file'))
    for (const [name, value] of Object.entries(fileHeaders))
      if (!res.hasHeader(name)) res.appendHeader(name, value)
  const broken = /broken/.test(`${path} ${req.headers['x-portal-path']}`)
  if (broken) res.statusCode = 500
  else if (path.includes('/nowhere')) res.statusCode = 404
  res.setHeader('cache-control', 'private, max-age=60')
  res.end('page')
}

beforeAll(async () => {
  db = await testDatabase()
  const database = { ...db.app, healthy: async () => isHealthy }
  const services = testServices(database, db.appUrl, { APP_URL: appUrl })
  const publicFiles = new Set(['icon.svg'])
  portal = createPortalServer({ services, next, snapshots, buildId: 'build', publicFiles })
  portal.listener.listen(0, '127.0.0.1')
  await once(portal.listener, 'listening')
  port = (portal.listener.address() as AddressInfo).port
})
afterAll(async () => {
  await portal.drain()
  await db.close()
})

/** Sends bytes as they are; the answer's status and its headers as they were written, one entry for each line. */
async function ask(
  line: string,
  { headers = {}, body = '' }: { headers?: Record<string, string>; body?: string } = {},
) {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  let heard = ''
  socket.on('data', (chunk) => {
    heard += chunk
  })
  socket.on('error', () => {})
  const lines = Object.entries({ host: 'x', connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  socket.write([`${line} HTTP/1.1`, ...lines, '', body].join('\r\n'), 'latin1')
  await once(socket, 'close')
  const [first = '', ...rest] = heard.split('\r\n\r\n')[0]?.split('\r\n') ?? []
  const pairs = rest.map((one) => [
    one.slice(0, one.indexOf(':')).toLowerCase(),
    one.slice(one.indexOf(':') + 2),
  ])
  return { status: Number(first.slice(9, 12)), headers: pairs as [string, string][] }
}

const form = { origin: appUrl, 'content-type': 'text/plain', 'content-length': '2' }
const nonce = /^default-src 'none'; script-src 'nonce-[^']+' 'strict-dynamic'/
const failure = /^default-src 'none'; script-src 'none'; style-src 'self' 'sha256-/

test.each([
  ['a page', 'GET /ru/my', 200, nonce, {}],
  ['a page without a language in its address', 'GET /receipts/1', 200, nonce, {}],
  ['a form', 'POST /ru/sign-in', 200, nonce, { headers: form, body: '[]' }],
  ['a snapshot', 'GET /ru/policy', 200, snapshot.csp, {}],
  ['a snapshot that is held', 'GET /ru/policy', 304, snapshot.csp, { headers: { 'if-none-match': '"a"' } }],
  ['a download', 'GET /ru/receipts/1/file', 200, fileHeaders['content-security-policy'], {}],
  ['the API', 'GET /api/v1/openapi.json', 200, dataPolicy, {}],
  ['the API, without a key', 'GET /api/v1/subjects/1/choices', 401, dataPolicy, {}],
  ['the API, no such call', 'GET /api/v1/nothing', 404, dataPolicy, {}],
  ['the API, another method', 'PUT /api/v1/policy', 405, dataPolicy, {}],
  ['the API, another type', 'GET /api/v1/policy', 406, dataPolicy, { headers: { accept: 'image/png' } }],
  ['the API, asked for its methods', 'OPTIONS /api/v1/policy', 204, dataPolicy, {}],
  ['a static file', 'GET /_next/static/a.js', 200, dataPolicy, {}],
  ['a public file', 'GET /icon.svg', 200, dataPolicy, {}],
  ['health', 'GET /health/live', 200, dataPolicy, {}],
  ['security.txt', 'GET /.well-known/security.txt', 200, dataPolicy, {}],
  ['a redirect to a language', 'GET /policy', 307, dataPolicy, {}],
  ['a redirect after a choice of language', 'GET /ru/policy?lang=ru', 303, dataPolicy, {}],
  ['a redirect of the icon', 'GET /favicon.ico', 308, dataPolicy, {}],
  ['400', 'GET /ru/%zz', 400, failure, {}],
  ['400 to what is no HTTP', 'GET /ru \x00', 400, dataPolicy, {}],
  ['400 to an upgrade', 'GET /ru', 400, dataPolicy, { headers: { connection: 'upgrade', upgrade: 'h2c' } }],
  [
    '403',
    'POST /ru/sign-in',
    403,
    failure,
    { headers: { ...form, origin: 'https://evil.test' }, body: '[]' },
  ],
  ['404', 'GET /ru/nowhere', 404, nonce, {}],
  ['404 of a page that there is', 'GET /ru/requests/nowhere', 404, nonce, {}],
  ['404 to a form', 'POST /ru/requests/nowhere', 404, nonce, { headers: form, body: '[]' }],
  ['404 whose page cannot be rendered', 'GET /ru/nowhere/broken', 404, failure, {}],
  ['404 to a search for files', 'GET /wp-login.php', 404, failure, {}],
  ['404 to a reader of a file', 'GET /policy.pdf', 404, nonce, { headers: { accept: 'text/html' } }],
  ['405', 'DELETE /ru/policy', 405, failure, {}],
  ['413', 'POST /ru/sign-in', 413, failure, { headers: { ...form, 'content-length': '99999999' } }],
  [
    '415',
    'POST /ru/sign-in',
    415,
    failure,
    { headers: { ...form, 'content-type': 'image/png' }, body: '[]' },
  ],
  ['500', 'GET /ru/requests/broken', 500, failure, {}],
] as const)(
  '%s is sent with each security header once, and with the policy that it sets',
  async (_what, line, status, policy, sent) => {
    const answer = await ask(line, sent)
    expect(answer.status).toBe(status)
    const valuesOf = (name: string) =>
      answer.headers.filter(([one]) => one === name).map(([, value]) => value)
    const isFile = line.includes('/file')
    expect(Object.fromEntries(guards.map((name) => [name, valuesOf(name)]))).toEqual({
      'strict-transport-security': ['max-age=63072000; includeSubDomains'],
      'x-content-type-options': ['nosniff'],
      'x-frame-options': ['DENY'],
      'referrer-policy': [isFile ? 'no-referrer' : 'same-origin'],
      'cross-origin-opener-policy': ['same-origin'],
      'cross-origin-resource-policy': ['same-origin'],
      'permissions-policy': [expect.stringContaining('camera=()')],
      'content-security-policy': [typeof policy === 'string' ? policy : expect.stringMatching(policy)],
    })
    const names = answer.headers.map(([name]) => name).filter((name) => name !== 'set-cookie')
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
    for (const cookie of valuesOf('set-cookie'))
      expect(cookie).toMatch(/^__Host-.*; Path=\/;.*; HttpOnly; Secure$/)
  },
)

const guards = [
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'permissions-policy',
  'content-security-policy',
]

test.each([
  ['GET /ru/staff', '(self)'],
  ['GET /kk/staff/sign-in', '(self)'],
  ['GET /en/staff/sign-in/confirm', '(self)'],
  ['GET /ru/my', '()'],
  ['GET /ru/policy', '()'],
  ['GET /ru/sign-in', '()'],
  ['GET /health/live', '()'],
] as const)('passkeys are open on pages of staff only: %s', async (line, allowed) => {
  const { headers } = await ask(line)
  const [policy] = headers.flatMap(([name, value]) => (name === 'permissions-policy' ? [value] : []))
  expect(policy?.split(', ')).toEqual(
    expect.arrayContaining([
      `publickey-credentials-get=${allowed}`,
      `publickey-credentials-create=${allowed}`,
      'camera=()',
    ]),
  )
})

test('so is 503 while the database is away', async () => {
  isHealthy = false
  try {
    const { promise, resolve } = Promise.withResolvers<void>()
    // The last answer of the health check is good for half a second.
    setTimeout(resolve, 600)
    await promise
    for (const [line, policy] of [
      ['GET /ru/my', failure],
      ['GET /api/v1/policy', dataPolicy],
      ['GET /health/ready', dataPolicy],
    ] as const) {
      const answer = await ask(line)
      expect([line, answer.status]).toEqual([line, 503])
      const policies = answer.headers.filter(([name]) => name === 'content-security-policy')
      expect(policies).toEqual([
        ['content-security-policy', typeof policy === 'string' ? policy : expect.stringMatching(policy)],
      ])
      expect(answer.headers.filter(([name]) => name === 'strict-transport-security')).toHaveLength(1)
    }
  } finally {
    isHealthy = true
  }
})

test('OPTIONS and 405 name the methods that an address has', async () => {
  for (const [path, allow] of [
    ['/ru/policy', 'GET, HEAD, POST, OPTIONS'],
    ['/ru/my/history/file', 'POST, OPTIONS'],
    ['/receipts/1/file', 'GET, HEAD, OPTIONS'],
    ['/robots.txt', 'GET, HEAD, OPTIONS'],
    ['/icon.svg', 'GET, HEAD, OPTIONS'],
    ['/u/secret', 'GET, HEAD, POST, OPTIONS'],
  ])
    for (const [method, status] of [
      ['OPTIONS', 204],
      ['PATCH', 405],
    ]) {
      const answer = await ask(`${method} ${path}`)
      expect([path, method, answer.status]).toEqual([path, method, status])
      expect(answer.headers).toContainEqual(['allow', allow])
    }
  expect((await ask('OPTIONS /ru/nothing-here')).status).toBe(404)
})
