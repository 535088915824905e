import { once } from 'node:events'
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '#db/client.ts'
import type { Snapshot, Snapshots } from '#platform/snapshots.ts'
import { testServices } from '#testing/services.ts'
import { createPortalServer, type PortalServer } from './portal-server.ts'

// Nothing listens there: the database is gone.
const nowhere = 'postgres://portal_app:x@127.0.0.1:9/none'
const appUrl = 'http://localhost:4998'
const plain = Buffer.from('<html>policy</html>')
const held: Snapshot = { tag: 'W/"a"', csp: "script-src 'none'", plain, br: plain, gzip: plain }
const snapshots: Snapshots = {
  find: (path) => (path === '/ru/policy' ? held : undefined),
  count: () => 1,
  loaded: () => true,
  close: async () => {},
}
// A request that waited for it would wait longer than a test may.
const database = openDatabase(nowhere, { deadlineMs: 600_000 })
let healthy = false
let portal: PortalServer
let port: number

async function next(_req: IncomingMessage, res: ServerResponse) {
  await sleep(1500)
  res.end('done')
}

beforeAll(async () => {
  const services = testServices(
    { ...database, healthy: async () => healthy || database.healthy() },
    nowhere,
    {
      APP_URL: appUrl,
    },
  )
  portal = createPortalServer({ services, next, snapshots, buildId: 'b', publicFiles: new Set() })
  portal.listener.listen(0, '127.0.0.1')
  await once(portal.listener, 'listening')
  port = (portal.listener.address() as AddressInfo).port
})
afterAll(() => database.close())

const ask = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init)

test('without the database public pages are served, the rest says so calmly before the database would give up', async () => {
  const uncompressed = { headers: { 'accept-encoding': 'identity' } }
  expect(await (await ask('/ru/policy', uncompressed)).text()).toBe('<html>policy</html>')
  const origin = { origin: appUrl }
  for (const [path, init] of [
    ['/ru/my', {}],
    ['/ru/sign-in', { method: 'POST', headers: origin, body: new URLSearchParams({ a: '1' }) }],
    ['/api/v1/policy', {}],
    ['/health/ready', {}],
  ] as [string, RequestInit][]) {
    const answer = await ask(path, init)
    expect([path, answer.status]).toEqual([path, 503])
    if (path.startsWith('/ru')) expect(await answer.text()).toContain('Портал временно недоступен')
    if (path !== '/health/ready') expect(answer.headers.get('retry-after')).toBe('5')
  }
  expect((await ask('/health/live')).status).toBe(200)
})

test('told to stop, it lets requests in flight end, turns to no new connection, and closes', async () => {
  healthy = true
  await sleep(600)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const get = (path: string) =>
    new Promise<{ status: number | undefined; connection: string | undefined }>((done, fail) => {
      request({ host: '127.0.0.1', port, path, agent }, (answer) => {
        answer
          .resume()
          .on('end', () => done({ status: answer.statusCode, connection: answer.headers.connection }))
      })
        .on('error', fail)
        .end()
    })
  expect(await get('/ru/policy')).toMatchObject({ connection: 'keep-alive' })
  const slow = ask('/ru/my')
  await sleep(200)
  const drained = portal.drain()
  // A keep-alive connection may send one more request, which closes it.
  expect(await get('/ru/policy')).toEqual({ status: 200, connection: 'close' })
  const connected = async () => {
    const socket = connect(port, '127.0.0.1')
    return once(socket, 'connect').then(
      () => socket.destroy() && 'connected',
      (error: NodeJS.ErrnoException) => error.code,
    )
  }
  // What waits to be accepted is accepted first.
  await expect.poll(connected, { timeout: 2000 }).toBe('ECONNREFUSED')
  const answer = await slow
  expect([answer.status, await answer.text()]).toEqual([200, 'done'])
  await drained
})
