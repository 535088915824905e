import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCheckpoint } from '#domain/audit/rules/checkpoint.ts'
import { openNote, readVerifierKey } from '#domain/audit/rules/signed-note.ts'
import { testLog } from '#testing/audit-log.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { createPortalServer, type PortalServer } from './portal-server.ts'

let data: TestPortal
let portal: PortalServer
let port: number
beforeAll(async () => {
  data = await testPortal()
  portal = createPortalServer({
    services: data.services,
    next: (_req, res) => void res.writeHead(500).end(),
    snapshots: { find: () => undefined, count: () => 0, loaded: () => true, close: async () => {} },
    buildId: 'build',
    publicFiles: new Set(),
  })
  portal.listener.listen(0, '127.0.0.1')
  await once(portal.listener, 'listening')
  port = (portal.listener.address() as AddressInfo).port
})
afterAll(async () => {
  await portal.drain()
  await data.close()
})

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init })

test('everybody gets the key, the head and the hash tiles, and nothing of the records', async () => {
  expect((await ask('/audit/checkpoint')).status).toBe(404)
  expect((await ask('/.well-known/audit-log.vkey')).status).toBe(404)
  const log = await testLog(data)
  await log.write('a', 'b')
  await log.seal()

  const answer = await ask('/audit/checkpoint')
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const note = await answer.text()
  expect(note).toBe(log.outside.readCheckpoint())
  const key = readVerifierKey(await (await ask('/.well-known/audit-log.vkey')).text())
  const checkpoint = readCheckpoint((key && openNote(note, key)) ?? '')
  expect(checkpoint).toMatchObject({ origin: 'localhost:3000/audit', size: 3 })

  const tile = await ask('/audit/tile/0/000.p/3')
  expect(tile.headers.get('content-type')).toBe('application/octet-stream')
  const hashes = Buffer.from(await tile.arrayBuffer())
  expect(hashes).toHaveLength(96)
  const node = (...parts: Buffer[]) =>
    createHash('sha256')
      .update(Buffer.concat([Buffer.from([1]), ...parts]))
      .digest()
  const [a, b, c] = [0, 32, 64].map((at) => hashes.subarray(at, at + 32)) as [Buffer, Buffer, Buffer]
  expect(node(node(a, b), c)).toEqual(checkpoint?.root)
})

test.each([
  '/audit',
  '/audit/',
  '/audit/other',
  '/audit/tile/0/000',
  '/audit/tile/0/000.p/4',
  '/audit/tile/1/000.p/1',
])('%s: 404', async (path) => {
  expect((await ask(path)).status).toBe(404)
})
test('methods that change something: 405', async () => {
  for (const path of ['/audit/checkpoint', '/audit/tile/0/000.p/3'])
    expect((await ask(path, { method: 'POST', headers: { origin: 'http://localhost:3000' } })).status).toBe(
      405,
    )
})
