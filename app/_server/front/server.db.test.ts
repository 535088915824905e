import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { visitor } from '#domain/access/actor.ts'
import { contextFor } from '#domain/access/context.ts'
import { sessionCookie } from '#domain/access/session-cookie.ts'
import { listPublicPaths } from '#domain/policy/versions/list-public-paths.ts'
import { beat } from '#platform/heartbeat.ts'
import { beginUseCase } from '#platform/http/in-flight.ts'
import type { Services } from '#platform/services.ts'
import { openSnapshots, type Snapshots, saveSnapshot } from '#platform/snapshots.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { createPortalServer, type PortalServer } from './portal-server.ts'

const appUrl = 'http://localhost:4999'
const ours = { origin: appUrl }
let db: TestDatabase
let services: Services
let snapshots: Snapshots
let portal: PortalServer
let port: number
/** What reached the framework, newest last. */
let reached: { req: IncomingMessage; body: string }[] = []

/** Stands for the framework: shows what it was given, and fails on demand. */
async function next(req: IncomingMessage, res: ServerResponse) {
  const body = await text(req)
  reached.push({ req, body })
  const path = req.url ?? ''
  if (path.includes('/slow')) await sleep(1500)
  if (path.includes('/works-then-breaks')) beginUseCase()
  res.statusCode = path.includes('breaks') ? 500 : 200
  res.setHeader('cache-control', 'private, max-age=60')
  res.setHeader('x-nextjs-cache', 'HIT')
  res.end(res.statusCode === 500 ? 'stack of the framework' : `page ${body}`)
}

beforeAll(async () => {
  db = await testDatabase()
  const owner = postgres(db.ownerUrl, { max: 1 })
  await owner`GRANT USAGE ON SCHEMA drizzle TO portal_app`
  await owner`GRANT SELECT ON drizzle.__drizzle_migrations TO portal_app`
  await owner.end()
  services = testServices(db.app, db.appUrl, { APP_URL: appUrl })
  snapshots = openSnapshots(db.app, 'build', services.log, services.clock)
  const publicFiles = new Set(['icon.svg'])
  portal = createPortalServer({ services, next, snapshots, buildId: 'build', publicFiles })
  port = await listen(portal)
})

afterAll(async () => {
  await portal.drain()
  await snapshots.close()
  await db.close()
})

async function listen({ listener }: PortalServer) {
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return (listener.address() as AddressInfo).port
}

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init })

const post = (path: string, body: RequestInit['body'], headers: Record<string, string> = ours) =>
  ask(path, { method: 'POST', body: body ?? null, headers })

/** Sends bytes as they are and returns everything that comes back until the connection is closed. */
async function raw(bytes: string, more: (write: (chunk: string) => void) => Promise<void> = async () => {}) {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  socket.on('error', () => {})
  const closed = once(socket, 'close')
  socket.write(bytes, 'latin1')
  await more((chunk) => void (socket.writable && socket.write(chunk, 'latin1')))
  await Promise.race([closed, sleep(15_000)])
  socket.destroy()
  return answer
}

const head = (line: string, ...headers: string[]) => `${[line, 'Host: x', ...headers].join('\r\n')}\r\n\r\n`

describe('what is not sound never reaches the framework', () => {
  test.each([
    ['bad percent-encoding', '/ru/%zz'],
    ['a lone surrogate', '/ru/%ED%A0%80'],
    ['NUL', '/ru/%00'],
    ['a path of 10,000', `/ru/${'a'.repeat(10_000)}`],
  ])('%s: 400 in the language of the address or browser', async (_what, path) => {
    reached = []
    const answer = await ask(path, { headers: { 'accept-language': 'ru' } })
    expect(answer.status).toBe(400)
    expect(answer.headers.get('content-language')).toBe('ru')
    expect(await answer.text()).toContain('Запрос не удалось прочитать')
    expect(reached).toEqual([])
  })

  test('raw bytes and another host in the address: 400', async () => {
    for (const target of ['/ru/\xff\xfe', 'http://evil.test/ru', '//evil.test', '*'])
      expect(await raw(head(`GET ${target} HTTP/1.1`, 'Connection: close'))).toMatch(/^HTTP\/1.1 400 /)
  })

  test('methods that a page has not: 405; OPTIONS asks which it has', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await ask('/ru', { method })
      expect(answer.status).toBe(method === 'OPTIONS' ? 204 : 405)
      expect(answer.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS')
    }
  })

  test('a compressed body: 415', async () => {
    expect((await post('/ru', 'x', { ...ours, 'content-encoding': 'gzip' })).status).toBe(415)
  })

  test('a body of a type that no form has: 415', async () => {
    for (const type of ['application/json', 'application/xml', 'image/png'])
      expect((await post('/ru', '{}', { ...ours, 'content-type': type })).status).toBe(415)
  })

  test('a body where none belongs: 400', async () => {
    expect(await raw(`${head('GET /ru HTTP/1.1', 'Content-Length: 3', 'Connection: close')}abc`)).toMatch(
      / 400 /,
    )
  })

  test('an Origin that is missing, null or foreign, and what a browser calls cross-site: 403', async () => {
    reached = []
    const form = () => new URLSearchParams({ a: '1' })
    for (const headers of [
      {},
      { origin: 'null' },
      { origin: 'http://evil.test' },
      { origin: `${appUrl}.evil.test` },
      { ...ours, 'sec-fetch-site': 'cross-site' },
    ] as Record<string, string>[])
      expect((await post('/ru', form(), headers)).status).toBe(403)
    expect(reached).toEqual([])
    expect((await post('/ru', form())).status).toBe(200)
  })

  test('headers that only the front may set are replaced', async () => {
    const names = [
      'x-middleware-subrequest',
      'x-forwarded-host',
      'x-nonce',
      'x-next-intl-locale',
      'x-client-address',
    ]
    names.push(
      'x-forwarded-for',
      'x-request-id',
      'content-security-policy',
      'x-snapshot-token',
      'x-matched-path',
    )
    await ask('/ru/my', { headers: Object.fromEntries(names.map((name) => [name, 'evil'])) })
    const { req } = reached.at(-1) ?? {}
    expect(JSON.stringify([req?.headers, req?.rawHeaders])).not.toContain('evil')
    expect(req?.headers).toMatchObject({
      host: 'localhost:4999',
      'x-forwarded-proto': 'http',
      'x-client-address': '127.0.0.1',
      'x-next-intl-locale': 'ru',
    })
  })
})

describe('bodies', () => {
  test('10 MB, announced: 413 that arrives', async () => {
    const answer = await post('/ru', new Uint8Array(10_000_000), { ...ours, 'content-type': 'text/plain' })
    expect(answer.status).toBe(413)
    expect(answer.headers.get('connection')).toBe('close')
    expect(await answer.text()).toContain('Отправлено слишком много данных')
  })

  test('10 MB in chunks: 413 that arrives', async () => {
    reached = []
    const stream = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 160; i += 1) controller.enqueue(new Uint8Array(65_536))
        controller.close()
      },
    })
    const init = {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { ...ours, 'content-type': 'text/plain' },
    }
    expect((await ask('/ru', init as RequestInit)).status).toBe(413)
    expect(reached).toEqual([])
  })

  test('malformed multipart: 400', async () => {
    const headers = { ...ours, 'content-type': 'multipart/form-data; boundary=x' }
    expect(
      (await post('/ru', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n', headers)).status,
    ).toBe(400)
  })

  test('a sound form arrives whole, its length true', async () => {
    const form = new FormData()
    form.set('имя', 'Әлия')
    expect((await post('/ru/sign-in', form)).status).toBe(200)
    const { req, body } = reached.at(-1) ?? {}
    expect(body).toContain('Әлия')
    expect(Number(req?.headers['content-length'])).toBe(Buffer.byteLength(body ?? ''))
    expect(req?.headers['transfer-encoding']).toBeUndefined()
  })

  test('a client that goes away in the middle of a body does no harm', async () => {
    const socket = connect(port, '127.0.0.1')
    socket.write(
      head('POST /ru HTTP/1.1', `Origin: ${appUrl}`, 'Content-Type: text/plain', 'Content-Length: 100'),
    )
    socket.write('abc')
    await sleep(50)
    socket.destroy()
    await sleep(50)
    expect((await ask('/health/live')).status).toBe(200)
  })
})

describe('connections', () => {
  test('h2c and websockets are refused', async () => {
    for (const protocol of ['h2c', 'websocket']) {
      const answer = await raw(
        head('GET http://127.0.0.1:22/ HTTP/1.1', 'Connection: Upgrade', `Upgrade: ${protocol}`),
      )
      expect(answer).toMatch(/^HTTP\/1.1 400 /)
    }
  })

  test('a flood of headers: 431, and the next request is served', async () => {
    const flood = Array.from({ length: 2000 }, (_, i) => `X-${i}: ${'a'.repeat(20)}`)
    expect(await raw(head('GET /ru HTTP/1.1', ...flood))).toMatch(/^HTTP\/1.1 431 /)
    expect((await ask('/health/live')).status).toBe(200)
  })

  test('what is no HTTP, or two lengths at once: 400', async () => {
    expect(await raw('\x16\x03\x01\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /)
    const smuggled = head('POST /ru HTTP/1.1', 'Content-Length: 5', 'Transfer-Encoding: chunked')
    expect(await raw(`${smuggled}0\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /)
  })
})

describe('languages', () => {
  test('an address without one leads to the reader’s, query kept', async () => {
    const answer = await ask('/policy?a=1', { headers: { 'accept-language': 'en-GB' } })
    expect([answer.status, answer.headers.get('location')]).toEqual([307, '/en/policy?a=1'])
    expect(answer.headers.get('vary')).toContain('Accept-Language')
    expect((await ask('/')).headers.get('location')).toBe('/kk')
    expect((await ask('/?a=1')).headers.get('location')).toBe('/kk?a=1')
  })

  test('a visit of a page that is made for its reader keeps the language once', async () => {
    const visit = (...headers: string[]) =>
      raw(head('GET /en/sign-in HTTP/1.1', 'Connection: close', ...headers))
    expect(await visit('Sec-Fetch-Mode: navigate')).toMatch(/set-cookie: portal.locale=en;/i)
    expect(await visit('Cookie: portal.locale=en')).not.toMatch(/set-cookie/i)
  })

  test('a public page carries no cookie, whether it is a snapshot already or not', async () => {
    const ctx = contextFor(services, { actor: visitor, locale: 'kk' })
    const paths = [...(await listPublicPaths(ctx)), '/ru/policy/versions/1']
    expect(paths.length).toBeGreaterThan(20)
    for (const path of paths) {
      const answer = await raw(head(`GET ${path} HTTP/1.1`, 'Connection: close', 'Sec-Fetch-Mode: navigate'))
      expect([path, answer.slice(0, 12)]).toEqual([path, 'HTTP/1.1 200'])
      expect(answer).not.toMatch(/set-cookie/i)
    }
  })

  test('a link of the language switch keeps the choice and leads to the page', async () => {
    const answer = await ask('/en/policy?on=2025-01-15&lang=en')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/en/policy?on=2025-01-15'])
    expect(answer.headers.get('set-cookie')).toMatch(/^portal\.locale=en; /)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect((await ask('/ru/my?lang=en')).status).toBe(200)
  })
})

describe('dynamic pages', () => {
  test('carry the security headers, a nonce that the framework knows, and are kept by nobody', async () => {
    const answer = await ask('/ru/my')
    const policy = answer.headers.get('content-security-policy') ?? ''
    const { req } = reached.at(-1) ?? {}
    expect(policy).toContain(`'nonce-${req?.headers['x-nonce']}'`)
    expect(req?.headers['content-security-policy']).toBe(policy)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'x-request-id': req?.headers['x-request-id'],
    })
    expect(answer.headers.get('x-powered-by')).toBeNull()
  })

  test('that break show a calm page with the request’s id, not the framework’s', async () => {
    const answer = await ask('/ru/requests/breaks')
    expect(answer.status).toBe(500)
    const page = await answer.text()
    expect(page).toContain('На портале произошёл сбой')
    expect(page).toContain(answer.headers.get('x-request-id') ?? 'none')
    expect(page).not.toContain('stack of the framework')
    expect(answer.headers.get('x-nextjs-cache')).toBeNull()
  })

  test('a form that the framework could not read is the sender’s mistake, one that our use case broke is ours', async () => {
    expect((await post('/ru/requests/breaks', new URLSearchParams())).status).toBe(400)
    expect((await post('/ru/requests/works-then-breaks', new URLSearchParams())).status).toBe(500)
  })
})

describe('snapshots', () => {
  const page = {
    buildId: 'build',
    path: '/ru/policy',
    html: `<html>${'саясат '.repeat(200)}</html>`,
    csp: "script-src 'none'",
  }

  test('appear everywhere soon after they are saved, and bypass the framework', async () => {
    await saveSnapshot(db.app, page)
    await expect.poll(() => snapshots.find(page.path)?.csp, { timeout: 60_000 }).toBe(page.csp)
    reached = []
    const answer = await ask('/ru/policy?utm=1', { headers: { 'accept-encoding': 'br' } })
    expect(reached).toEqual([])
    expect(await answer.text()).toBe(page.html)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-encoding': 'br',
      'content-security-policy': page.csp,
      'cache-control': 'public, max-age=0, must-revalidate',
      'x-content-type-options': 'nosniff',
    })
    const plain = await ask('/ru/policy', { headers: { 'accept-encoding': 'identity' } })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(await plain.text()).toBe(page.html)
    const held = await ask('/ru/policy', { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } })
    expect([held.status, await held.text()]).toEqual([304, ''])
    expect((await ask('/ru/policy', { method: 'HEAD' })).headers.get('etag')).toBe(answer.headers.get('etag'))
  })

  test('are passed by for the policy of a day of the calendar, and for nothing else that is asked', async () => {
    reached = []
    for (const given of ['x', '2026-13-01', '']) await ask(`/ru/policy?on=${given}`)
    expect(reached).toEqual([])
    await ask('/ru/policy?on=2026-03-01')
    expect(reached).toHaveLength(1)
  })

  test('a changed page replaces the one before it; another build’s does not', async () => {
    await saveSnapshot(db.app, { ...page, buildId: 'other', html: '<html>other</html>' })
    await saveSnapshot(db.app, { ...page, html: '<html>new</html>' })
    await expect
      .poll(async () => (await ask('/ru/policy')).text(), { timeout: 60_000 })
      .toBe('<html>new</html>')
  })

  test('the front page alone is made for a reader with a session, and kept nowhere', async () => {
    await saveSnapshot(db.app, { ...page, path: '/ru' })
    await expect.poll(() => snapshots.find('/ru')?.csp, { timeout: 60_000 }).toBe(page.csp)
    const cookie = `portal.locale=kk; ${sessionCookie(services.env).name}=token`
    const kinds = async (path: string, headers: Record<string, string>) =>
      (await ask(path, { headers })).headers.get('cache-control')
    expect(await kinds('/ru', { cookie })).toBe('no-store')
    expect(await kinds('/ru', { cookie: 'portal.locale=kk' })).toBe('public, max-age=0, must-revalidate')
    expect(await kinds('/ru/policy', { cookie })).toBe('public, max-age=0, must-revalidate')
  })

  test('only the worker’s token reaches behind them, and is not handed on', async () => {
    const fresh = await ask('/ru/policy', { headers: { 'x-snapshot-token': services.env.SNAPSHOT_TOKEN } })
    expect([await fresh.text(), fresh.headers.get('x-build-id')]).toEqual(['page ', 'build'])
    expect(reached.at(-1)?.req.headers['x-snapshot-token']).toBeUndefined()
    const guess = await ask('/ru/policy', { headers: { 'x-snapshot-token': 'guess' } })
    expect(guess.headers.get('x-build-id')).toBeNull()
  })
})

describe('addresses without a language', () => {
  test('health', async () => {
    expect(await (await ask('/health/live')).json()).toEqual({ status: 'live' })
    await beat(db.app, 'worker')
    const ready = await ask('/health/ready')
    expect([ready.status, await ready.json()]).toMatchObject([200, { status: 'ready' }])
  })

  test('security.txt', async () => {
    const lines = (await (await ask('/.well-known/security.txt')).text()).split('\n')
    expect(lines).toContain('Contact: mailto:privacy@sample.test')
  })

  test('the sitemap has every public page, each with its languages, and robots.txt leads to it', async () => {
    const robots = await (await ask('/robots.txt')).text()
    expect(robots).toContain(`\nSitemap: ${appUrl}/sitemap.xml\n`)
    const answer = await ask('/sitemap.xml')
    expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8')
    const sitemap = await answer.text()
    const paths = await listPublicPaths(contextFor(services, { actor: visitor, locale: 'kk' }))
    expect([...sitemap.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, address]) => address)).toEqual(
      paths.map((path) => appUrl + path),
    )
    const others = sitemap.match(/hreflang="en" href="http:\/\/localhost:4999\/en\/contact"/g)
    expect(others).toHaveLength(3)
  })
})

describe('programs', () => {
  test('get problems, not pages', async () => {
    for (const [path, init, status, code] of [
      ['/api/v1/nothing', {}, 404, 'no-such-call'],
      ['/api/v1/policy', { method: 'POST' }, 405, 'method-not-allowed'],
      ['/api/v1/policy', { method: 'DELETE' }, 405, 'method-not-allowed'],
      ['/api/v1/policy?locale=de', {}, 400, 'invalid-parameter'],
      ['/api/v1/policy?version=0', {}, 400, 'invalid-parameter'],
      ['/api/v1/policy?locale=ru&locale=kk', {}, 400, 'invalid-parameter'],
      ['/api/v1/policy?version=999', {}, 404, 'no-such-version'],
      ['/api/v1/%zz', {}, 400, 'malformed'],
      ['/api/v1/policy', { method: 'PUT', body: new Uint8Array(2_000_000) }, 413, 'too-large'],
    ] as [string, RequestInit, number, string][]) {
      const answer = await ask(path, init)
      expect([path, answer.status]).toEqual([path, status])
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
      expect(await answer.json()).toMatchObject({
        status,
        code,
        requestId: answer.headers.get('x-request-id'),
      })
    }
  })

  test('learn from OPTIONS and from 405 which methods an address has', async () => {
    for (const [path, allow] of [
      ['/api/v1/policy', 'GET, HEAD, OPTIONS'],
      ['/api/v1/subjects/u-1/choices', 'GET, HEAD, PUT, OPTIONS'],
      ['/api/v1/decisions', 'POST, OPTIONS'],
    ] as const) {
      const options = await ask(path, { method: 'OPTIONS' })
      expect([options.status, options.headers.get('allow'), await options.text()]).toEqual([204, allow, ''])
      const refused = await ask(path, { method: 'DELETE' })
      expect([refused.status, refused.headers.get('allow')]).toEqual([405, allow])
    }
    for (const method of ['OPTIONS', 'DELETE'])
      expect((await ask('/api/v1/nothing', { method })).status).toBe(404)
  })

  test('get long answers compressed, the same when unpacked, short ones as they are', async () => {
    const tags = new Set<string>()
    const texts = new Set<string>()
    for (const encoding of ['br', 'gzip', 'identity']) {
      const answer = await ask('/api/v1/openapi.json', { headers: { 'accept-encoding': encoding } })
      expect(answer.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding)
      expect(answer.headers.get('vary')).toContain('Accept-Encoding')
      texts.add(await answer.text())
      tags.add((answer.headers.get('etag') ?? '').replace(/^W\//, ''))
    }
    expect([texts.size, tags.size]).toEqual([1, 1])
    const short = await ask('/api/v1/nothing', { headers: { 'accept-encoding': 'br' } })
    expect(short.headers.get('content-encoding')).toBeNull()
  })

  test('get the description with an ETag', async () => {
    const answer = await ask('/api/v1/openapi.json')
    expect(await answer.json()).toMatchObject({ openapi: '3.1.0' })
    const held = await ask('/api/v1/openapi.json', {
      headers: { 'if-none-match': answer.headers.get('etag') ?? '' },
    })
    expect(held.status).toBe(304)
  })
})

describe('metrics', () => {
  test('know routes, never addresses', async () => {
    await ask('/ru/requests/CX-7K3M-Q2')
    await expect
      .poll(() => portal.metrics.registry.metrics())
      .toContain('route="/:locale/requests/:reference"')
    const all = await portal.metrics.registry.metrics()
    expect(all).not.toContain('CX-7K3M')
    expect(all).toContain('portal_database_connections_open')
  })
})
