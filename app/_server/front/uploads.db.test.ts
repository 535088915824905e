import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openDatabase } from '#db/client.ts'
import { request } from '#db/schema/requests.ts'
import { sessionCookie, staffCookie } from '#domain/access/session-cookie.ts'
import { openSession } from '#domain/people/sign-in/sessions.ts'
import { visitorCookie } from '#domain/requests/visitor/visitor-cookies.ts'
import { openVisitorSession } from '#domain/requests/visitor/visitor-session.ts'
import { newToken } from '#platform/crypto/tokens.ts'
import { openSnapshots, type Snapshots } from '#platform/snapshots.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, requestPortal } from '#testing/requests.ts'
import { addStaff } from '#testing/staff.ts'
import { createPortalServer, type PortalServer } from './portal-server.ts'

const appUrl = 'http://localhost:4998'
const path = '/ru/requests/CX-0000-00'
const boundary = 'boundary'
let portal: TestPortal
let snapshots: Snapshots
let server: PortalServer
let port: number

beforeAll(async () => {
  portal = await requestPortal({ APP_URL: appUrl })
  const { services } = portal
  snapshots = openSnapshots(services.database, 'build', services.log, services.clock)
  // Stands for the framework: says how much it was given.
  const next = async (req: IncomingMessage, res: ServerResponse) =>
    void res.end(`took ${(await buffer(req)).length}`)
  server = createPortalServer({ services, next, snapshots, buildId: 'build', publicFiles: new Set() })
  server.listener.listen(0, '127.0.0.1')
  await once(server.listener, 'listening')
  port = (server.listener.address() as AddressInfo).port
})
afterAll(async () => {
  await server.drain()
  await snapshots.close()
  await portal.close()
})

const body = (bytes: number) => {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n`
  return Buffer.concat([Buffer.from(head), Buffer.alloc(bytes, 97), Buffer.from(`\r\n--${boundary}--\r\n`)])
}

const headers = (cookie: string) => ({
  origin: appUrl,
  'content-type': `multipart/form-data; boundary=${boundary}`,
  cookie,
})

const send = (bytes: number, cookie: string, more: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    body: body(bytes),
    headers: { ...headers(cookie), ...more },
  })

/** A sender who announces thirty megabytes and sends nothing. */
function idle(cookie: string) {
  const socket = connect(port, '127.0.0.1')
  const lines = Object.entries({ host: 'localhost:4998', 'content-length': '32000000', ...headers(cookie) })
  socket.write(
    `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
  )
  return socket
}

/** The cookie of a new person. */
async function person() {
  const { subjectId } = await portal.addPerson()
  const now = portal.services.clock.now()
  const { token } = await portal.system.transaction((tx) => openSession(tx, subjectId, 'code', now))
  return `${sessionCookie(portal.services.env).name}=${token}`
}

test('senders without a session are told so at once and keep nobody from sending files', async () => {
  const sockets = Array.from({ length: 20 }, () => idle(''))
  for (const socket of sockets) {
    const [answer] = await once(socket.setEncoding('utf8'), 'data')
    expect(answer).toMatch(/^HTTP\/1\.1 401 /)
    socket.destroy()
  }
  const page = await send(100_000, 'portal.session=unknown')
  expect([page.status, await page.text()]).toEqual([401, expect.stringContaining('Вход на портал завершён')])
  const script = await send(100_000, '', { 'next-action': '0'.repeat(42) })
  expect([script.status, await script.text()]).toEqual([401, 'signed-out'])
  expect((await send(1000, '')).status).toBe(200)
  expect((await send(14_000_000, await person())).status).toBe(200)
})

test('a person, a member of staff and the holder of one request may send files', async () => {
  const { env } = portal.services
  const { person: filer, reference } = await addRequest(portal, 'access')
  const requestId = await requestIdOf(reference)
  const held = await portal.system.transaction((tx) =>
    openVisitorSession(tx, portal.visitor, { subjectId: filer.subjectId, requestId, reference }, 'code'),
  )
  const { token } = await addStaff(portal, ['support'])
  const cookies = [
    await person(),
    `${visitorCookie(env).name}=${held.caseToken}`,
    `${staffCookie(env).name}=${token}`,
  ]
  for (const cookie of cookies) {
    const answer = await send(100_000, cookie)
    expect([answer.status, await answer.text()]).toEqual([200, `took ${body(100_000).length}`])
  }
})

test('one sender has room for one full message, and the others have theirs', async () => {
  const [slow, other] = [await person(), await person()]
  let socket = idle(slow)
  await vi.waitFor(async () => {
    // A message that was sent while the idle one asked for room took it: then the idle one was refused, and asks again.
    if (socket.bytesRead > 0) {
      socket.destroy()
      socket = idle(slow)
      await setTimeout(500)
    }
    expect((await send(2_000_000, slow)).status).toBe(429)
  }, 20_000)
  const refused = await send(2_000_000, slow, { 'next-action': '0'.repeat(42) })
  expect([refused.headers.get('retry-after'), await refused.text()]).toEqual(['5', 'too-often'])
  expect((await send(2_000_000, other)).status).toBe(200)
  expect((await send(1000, slow)).status).toBe(200)
  socket.destroy()
  await vi.waitFor(async () => expect((await send(2_000_000, slow)).status).toBe(200), 20_000)
})

test('when the database goes away while it is asked who sends, the answer is to try again', async () => {
  const nowhere = openDatabase('postgres://portal_app:x@127.0.0.1:9/none', { deadlineMs: 100 })
  const services = { ...portal.services, database: { ...nowhere, healthy: async () => true } }
  const publicFiles = new Set<string>()
  const away = createPortalServer({ services, next: () => {}, snapshots, buildId: 'build', publicFiles })
  away.listener.listen(0, '127.0.0.1')
  await once(away.listener, 'listening')
  const cookie = `${sessionCookie(portal.services.env).name}=${newToken().token}`
  const answer = await fetch(`http://127.0.0.1:${(away.listener.address() as AddressInfo).port}${path}`, {
    method: 'POST',
    body: body(100_000),
    headers: headers(cookie),
  })
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
  await away.drain()
  await nowhere.close()
})

async function requestIdOf(reference: string): Promise<string> {
  const [row] = await portal.database.owner.db
    .select({ requestId: request.requestId })
    .from(request)
    .where(eq(request.reference, reference))
  return row?.requestId ?? ''
}
