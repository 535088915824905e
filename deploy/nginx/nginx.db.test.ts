import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { knownPatterns } from '#app/_server/front/addresses.ts'
import { createPortalServer, type PortalServer } from '#app/_server/front/portal-server.ts'
import { uploadLimit } from '#app/_server/front/uploads.ts'
import { contextFor } from '#domain/access/context.ts'
import { sessionCookie } from '#domain/access/session-cookie.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { openSession } from '#domain/people/sign-in/sessions.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { fixedPolicy, securityHeaders } from '#platform/http/content-security.ts'
import type { Services } from '#platform/services.ts'
import type { Snapshot, Snapshots } from '#platform/snapshots.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { freePort, type Heard, type Nginx, nginxProgram, startNginx } from '#testing/nginx.ts'
import { type Observed, observatoryScore } from '#testing/observatory.ts'
import { testServices } from '#testing/services.ts'

if (!nginxProgram) console.warn('nginx is not installed: the tests of deploy/nginx are skipped')

const secret = 'Zz9-secret-token'
let db: TestDatabase
let services: Services
let portal: PortalServer
let nginx: Nginx
let version = 'first'
/** What reached the portal's pages, newest last. */
const reached: IncomingMessage[] = []

const snapshotOf = (words: string): Snapshot => {
  const plain = Buffer.from(`<html>${words} ${'саясат '.repeat(300)}</html>`)
  const csp = fixedPolicy({ scriptHash: 'sha256-AAAA', formTargets: [] })
  return { tag: `W/"${words}"`, csp, plain, br: plain, gzip: plain }
}
const snapshots: Snapshots = {
  find: (path) => (['/kk', '/ru/policy', '/kk/contact'].includes(path) ? snapshotOf(version) : undefined),
  count: () => 1,
  loaded: () => true,
  close: async () => {},
}

/** Stands for the framework: takes what is sent and shows a page. */
async function next(req: IncomingMessage, res: ServerResponse) {
  reached.push(req)
  const body = await text(req)
  res.setHeader('content-type', 'text/html')
  res.end(`<html>${body.length}</html>`)
}

const listen = async (port = 0) => {
  portal.listener.listen(port, '127.0.0.1')
  await once(portal.listener, 'listening')
  return (portal.listener.address() as AddressInfo).port
}

/** The cookie of a person: long bodies are taken from nobody else. */
async function signedIn(): Promise<string> {
  const system = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'ru' })
  const person = { externalId: 'nginx', fullName: 'Әлия', email: null, phone: null, locale: 'ru' } as const
  await importSubjects(system, [person], 'sample')
  const subjectId = (await findSubject(system, 'nginx')) ?? ''
  const { token } = await system.transaction((tx) => openSession(tx, subjectId, 'link', services.clock.now()))
  return `${sessionCookie(services.env).name}=${token}`
}

beforeAll(async () => {
  if (!nginxProgram) return
  db = await testDatabase()
  const httpsPort = await freePort()
  const appUrl = `https://localhost:${httpsPort}`
  services = testServices(db.app, db.appUrl, { APP_URL: appUrl, TRUSTED_PROXY: '127.0.0.1' })
  portal = createPortalServer({
    services,
    next,
    snapshots,
    buildId: 'build',
    publicFiles: new Set(['icon.svg']),
  })
  nginx = await startNginx({
    upstream: await listen(),
    httpsPort,
    // So low that what is refused does not depend on how fast this machine is.
    changes: [
      [/zone=mails:10m rate=\S+/, 'zone=mails:10m rate=1r/m;'],
      [/(zone=mails burst=)\d+/, 'zone=mails burst=3'],
    ],
  })
})
afterAll(async () => {
  await nginx?.stop()
  await portal?.drain()
  await db?.close()
})

/** What the Observatory looks at, from http on. */
async function observe(path: string): Promise<Observed> {
  const route = [`http://localhost:${nginx.httpPort}${path}`, `${nginx.url}${path}`]
  const cookies: string[] = []
  let answer = await nginx.ask(path)
  for (;;) {
    cookies.push(...valuesOf(answer, 'set-cookie'))
    const [location] = valuesOf(answer, 'location')
    if (location === undefined) break
    route.push(new URL(location, route.at(-1)).href)
    answer = await nginx.ask(location)
  }
  const origin = { origin: 'https://http-observatory.security.mozilla.org' }
  const preflight = await nginx.ask(path, { method: 'OPTIONS', headers: origin })
  const { headers, body } = answer
  return { page: { headers, body: body.toString() }, cookies, route, preflight: preflight.headers }
}

const valuesOf = ({ headers }: Heard, name: string) =>
  headers.filter(([one]) => one === name).map(([, value]) => value)
const ours = () => ({ origin: nginx.url, 'content-type': 'application/x-www-form-urlencoded' })

function expectEachHeaderOnce(answer: Heard) {
  for (const [name, value] of Object.entries(securityHeaders(nginx.url)))
    expect([name, valuesOf(answer, name)]).toEqual([name, [value]])
  expect(valuesOf(answer, 'content-security-policy')).toHaveLength(1)
  const names = answer.headers.map(([name]) => name).filter((name) => name !== 'set-cookie')
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
}

describe.skipIf(!nginxProgram)('nginx as it is shipped', () => {
  test('speaks TLS 1.3 and nothing older', () => {
    const script = join(import.meta.dirname, '../prove-tls.sh')
    const said = execFileSync('sh', [script, 'localhost', String(nginx.httpsPort)], { encoding: 'utf8' })
    expect(said).not.toContain('FAIL')
    expect(said.match(/^ok /gm)).toHaveLength(6)
  })

  test.each([
    ['/', 130],
    ['/ru/sign-in', 135],
  ])('has at least 100 points (A+) of the HTTP Observatory at %s', async (path, points) => {
    const observed = await observe(path)
    if (process.env.PORTAL_OBSERVED) writeFileSync(process.env.PORTAL_OBSERVED, JSON.stringify(observed))
    const { score, verdicts } = observatoryScore(observed)
    expect(verdicts.filter((one) => one.points < 0)).toEqual([])
    expect(score).toBe(points)
  })

  test('leads from http to https, without a header that only https may send', async () => {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: nginx.httpPort, path: '/ru/policy?a=1' }
      request({ ...options, headers: { host: 'localhost' } }, resolve)
        .on('error', reject)
        .end()
    })
    answer.resume()
    expect([answer.statusCode, answer.headers.location]).toEqual([308, `${nginx.url}/ru/policy?a=1`])
    expect(answer.headers['strict-transport-security']).toBeUndefined()
  })

  test('sends every security header once, on what it passes on and on its own answers', async () => {
    for (const [path, sent, status] of [
      ['/ru/my', {}, 200],
      ['/ru/policy', {}, 200],
      ['/ru/policy', {}, 200],
      ['/icon.svg', {}, 200],
      ['/api/v1/openapi.json', {}, 200],
      ['/api/v1/nothing', {}, 404],
      ['/ru/%zz', {}, 400],
      ['/policy', {}, 307],
      ['/ru/my', { method: 'DELETE' }, 405],
      ['/ru/my', { method: 'POST', headers: { 'content-length': '40000000' } }, 413],
      ['/api/v1/decisions', { method: 'POST', headers: { 'content-length': '40000000' } }, 413],
    ] as [string, object, number][]) {
      const answer = await nginx.ask(path, sent)
      expect([path, answer.status]).toEqual([path, status])
      expectEachHeaderOnce(answer)
    }
  })

  test('replaces forwarded headers and drops those that only nginx may set', async () => {
    const forged = {
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-host': 'evil.test',
      'x-forwarded-proto': 'http',
      forwarded: 'for=203.0.113.9',
      'x-real-ip': '203.0.113.9',
      'x-middleware-subrequest': 'evil',
      'x-snapshot-token': 'test-token-test-token-test-token-test-tok',
      connection: 'upgrade',
      upgrade: 'websocket',
    }
    // The portal answers 400 to an upgrade that reaches it.
    const answer = await nginx.ask('/ru/my', { headers: forged })
    expect(answer.status).toBe(200)
    const { headers } = reached.at(-1) ?? {}
    expect(headers).toMatchObject({ 'x-client-address': '127.0.0.1', 'x-forwarded-proto': 'https' })
    expect(JSON.stringify(headers)).not.toMatch(/evil|203\.0\.113\.9|websocket/)
    expect(valuesOf(answer, 'x-build-id')).toEqual([])
  })

  test('takes long bodies where files are sent, and there alone', async () => {
    const body = Buffer.alloc(uploadLimit, 'a')
    const cookie = await signedIn()
    const post = (path: string) => nginx.ask(path, { method: 'POST', headers: { ...ours(), cookie }, body })
    for (const path of ['/kk/requests/new/access/form', '/ru/requests/CX-7K3M-Q2', '/en/staff/requests/new'])
      expect([path, (await post(path)).status]).toEqual([path, 200])
    const refused = await post('/ru/sign-in/link/x').catch(() =>
      nginx.ask('/ru/sign-in', { method: 'POST', headers: { ...ours(), 'content-length': '20000000' } }),
    )
    expect(refused.status).toBe(413)
    expect(refused.body.toString()).toContain('Отправлено слишком много данных')
    const program = await nginx.ask('/api/v1/decisions', {
      method: 'POST',
      headers: { 'content-length': '20000000' },
    })
    expect([program.status, valuesOf(program, 'content-type')]).toEqual([413, ['application/problem+json']])
    expect(JSON.parse(program.body.toString())).toMatchObject({ status: 413, code: 'too-large' })
  })

  test('limits what causes mail, in the reader’s language, and never a click in a mail program', async () => {
    const answers: Heard[] = []
    for (let n = 0; n < 8; n += 1)
      answers.push(await nginx.ask('/ru/sign-in', { method: 'POST', headers: ours(), body: 'a=1' }))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(1)
    for (const answer of refused) {
      expect(answer.body.toString()).toContain('Слишком много попыток')
      expect(valuesOf(answer, 'retry-after')).toEqual(['5'])
      expectEachHeaderOnce(answer)
    }
    // Reading is not what is limited.
    expect((await nginx.ask('/ru/sign-in')).status).toBe(200)
    const click = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } }
    for (let n = 0; n < 20; n += 1) {
      const { status } = await nginx.ask(`/u/token-${n}`, { ...click, body: 'List-Unsubscribe=One-Click' })
      expect(status).not.toBe(429)
    }
  })

  test('writes patterns of addresses to its logs, and nothing that stands in an address', async () => {
    const addresses = knownPatterns().map((pattern) => ({
      pattern,
      path: pattern.replace(':locale', 'kk').replace(/:\w+/g, secret).replace(/\*$/, secret),
    }))
    expect(addresses.length).toBeGreaterThan(60)
    for (const { path } of addresses)
      await nginx.ask(`${path}?code=${secret}`, { headers: { referer: `${nginx.url}/u/${secret}` } })
    for (const path of [`/${secret}`, `/kk/unknown/${secret}`, `/kk/u/${secret}/more`, `/%zz${secret}`])
      await nginx.ask(path)
    await expect.poll(() => nginx.logs()).toContain('(unknown)')
    const logs = nginx.logs()
    expect(logs).not.toContain(secret)
    for (const { pattern } of addresses) expect(logs).toContain(` GET ${pattern} `)
  })
})

describe.skipIf(!nginxProgram)('public pages behind nginx', () => {
  const cacheStatuses = () =>
    [...nginx.logs().matchAll(/GET \/:locale\/contact 200 \S+ (\S+) /g)].map(([, one]) => one)

  test('are kept, told apart by encoding, revalidated, and carry no cookie', async () => {
    version = 'one'
    const visit = (headers: Record<string, string> = {}) =>
      nginx.ask('/kk/contact', { headers: { 'sec-fetch-mode': 'navigate', ...headers } })
    const first = await visit()
    expect(valuesOf(first, 'set-cookie')).toEqual([])
    expect(valuesOf(first, 'cache-control')).toEqual(['public, max-age=0, must-revalidate'])
    expect(valuesOf(first, 'x-accel-expires')).toEqual([])
    expect(valuesOf(await visit({ 'accept-encoding': 'br, gzip' }), 'content-encoding')).toEqual(['br'])
    expect(valuesOf(await visit({ 'accept-encoding': 'deflate, gzip;q=0.5' }), 'content-encoding')).toEqual([
      'gzip',
    ])
    await expect.poll(() => visit().then(cacheStatuses)).toContain('HIT')
    const held = await visit({ 'if-none-match': valuesOf(first, 'etag')[0] ?? '' })
    expect([held.status, held.body.length]).toEqual([304, 0])
    // After a second the portal is asked again in the background, and the reader does not wait for it.
    await expect.poll(() => visit().then(cacheStatuses), { timeout: 60_000 }).toContain('STALE')
    version = 'two'
    await expect.poll(async () => (await visit()).body.toString(), { timeout: 60_000 }).toContain('two')
  })

  test('the front page of a reader with a session is made each time, beside the kept one', async () => {
    const cookie = `portal.locale=kk; ${await signedIn()}`
    for (let n = 0; n < 2; n += 1) await nginx.ask('/kk')
    reached.length = 0
    for (let n = 0; n < 2; n += 1) {
      const own = await nginx.ask('/kk', { headers: { cookie } })
      expect(valuesOf(own, 'cache-control')).toEqual(['no-store'])
    }
    expect(reached).toHaveLength(2)
    const visitor = await nginx.ask('/kk', { headers: { cookie: 'portal.locale=kk' } })
    expect(valuesOf(visitor, 'cache-control')).toEqual(['public, max-age=0, must-revalidate'])
    // Any other page that is the same for everybody comes from the cache for that reader too.
    await nginx.ask('/ru/policy', { headers: { cookie } })
    expect(reached).toHaveLength(2)
  })

  test('are not kept where the answer is made for one reader', async () => {
    for (const path of ['/ru/policy?lang=ru', '/ru/policy?on=2025-01-15'])
      for (let n = 0; n < 2; n += 1) await nginx.ask(path)
    reached.length = 0
    for (let n = 0; n < 2; n += 1) await nginx.ask('/ru/policy', { headers: { rsc: '1' } })
    expect(reached).toHaveLength(2)
    // A public page that is no snapshot yet is rendered under a nonce of one reader.
    const rendered = [await nginx.ask('/en/policy'), await nginx.ask('/en/policy')]
    const policies = rendered.map((answer) => valuesOf(answer, 'content-security-policy')[0])
    expect(new Set(policies).size).toBe(2)
  })

  test('stay readable while the portal is away; the rest says so calmly', async () => {
    const { port } = portal.listener.address() as AddressInfo
    await nginx.ask('/ru/policy')
    portal.listener.close()
    portal.listener.closeAllConnections()
    await once(portal.listener, 'close')
    try {
      const policy = await nginx.ask('/ru/policy')
      expect(policy.status).toBe(200)
      expectEachHeaderOnce(policy)
      const page = await nginx.ask(`/ru/u/${secret}`)
      expect([page.status, valuesOf(page, 'retry-after')]).toEqual([503, ['5']])
      expect(page.body.toString()).toContain('Портал временно недоступен')
      expectEachHeaderOnce(page)
      const program = await nginx.ask('/api/v1/policy')
      expect(JSON.parse(program.body.toString())).toMatchObject({ status: 503, code: 'try-again' })
      expectEachHeaderOnce(program)
      expect(nginx.logs()).not.toContain(secret)
    } finally {
      await listen(port)
    }
  })
})
