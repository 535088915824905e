import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callServer } from './call-server.ts'

const server = createServer((req, res) => {
  if (req.url === '/redirect') return void res.writeHead(302, { location: '/plain' }).end()
  if (req.url === '/silent') return
  if (req.url === '/cut') {
    res.writeHead(200, { 'content-length': '100' }).write('half')
    return void setImmediate(() => res.destroy())
  }
  if (req.url === '/large') return void res.end('x'.repeat(2000))
  res.end(`${req.method} ${req.url}`)
})
let port = 0
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  return new Promise((done) => server.close(done))
})

const call = (path: string, more: Partial<Parameters<typeof callServer>[2]> = {}) =>
  callServer(
    path.startsWith('http') ? path : `http://127.0.0.1:${port}${path}`,
    { method: 'GET', headers: {}, body: Buffer.alloc(0) },
    { loopback: true, limitMs: 5000, mostRead: 1000, signal: new AbortController().signal, ...more },
  )

test('gives status and body', async () => {
  expect(await call('/plain?a=1')).toEqual({ status: 200, body: Buffer.from('GET /plain?a=1') })
})

test('follows no redirect', async () => {
  expect(await call('/redirect')).toMatchObject({ status: 302 })
})

test('fails for a worker that stops while it waits for the answer', async () => {
  const stop = new AbortController()
  server.once('request', () => stop.abort())
  expect(await call('/silent', { signal: stop.signal })).toEqual({ failure: 'stopped' })
})

test.each<[string, string, object, string]>([
  ['an answer that is too large', '/large', {}, 'too-large'],
  ['half an answer', '/cut', {}, 'no-connection'],
  ['no answer', '/silent', { limitMs: 200 }, 'timeout'],
  ['this machine where nobody allowed it', '/plain', { loopback: false }, 'bad-address'],
  ['a private address', 'https://10.0.0.7/', {}, 'private-address'],
  [
    'a name with a public and a private address',
    'https://x.example/',
    { resolve: async () => ['8.8.8.8', '10.0.0.7'] },
    'private-address',
  ],
  [
    'a link-local address, whatever is allowed',
    'https://169.254.169.254/',
    { privateNetwork: true },
    'private-address',
  ],
  [
    'this machine under a name, whatever is allowed',
    'https://x.example/',
    { loopback: false, privateNetwork: true, resolve: async () => ['127.0.0.1'] },
    'private-address',
  ],
  ['another address without TLS', 'http://x.example/', { resolve: async () => ['8.8.8.8'] }, 'bad-address'],
  ['a name that does not exist', 'https://x.example/', { resolve: async () => [] }, 'no-such-host'],
])('fails for %s', async (_name, path, more, failure) => {
  expect(await call(path, more)).toEqual({ failure })
})
