import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postMessage, readRetryAfter } from './post-message.ts'

let connections = 0
let heard: { req: IncomingMessage; body: string }[] = []
let answer: RequestListener = (_req, res) => res.end()
const server = createServer(async (req, res) => {
  let body = ''
  for await (const piece of req) body += String(piece)
  heard.push({ req, body })
  answer(req, res)
})
server.on('connection', () => {
  connections += 1
})
let port = 0
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const message = { headers: { 'content-type': 'application/json' }, body: '{"ә":1}' }
const here = (path = '/') => `http://127.0.0.1:${port}${path}`

describe('to this machine or a private network there are no connections', () => {
  const spellings = [
    'https://127.0.0.1/',
    'https://127.0.0.1./',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://①②⑦.0.0.1/',
    'https://127%2e0.0.1/',
    'https://0/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/',
    'https://192.168.0.1/',
    'https://100.64.0.1/',
  ]
  it.each(spellings)('%s', async (url) => {
    connections = 0
    expect(await postMessage(url, message, { loopback: false })).toEqual({ failure: 'private-address' })
    expect(connections).toBe(0)
  })

  it.each([
    ['http://example.kz/', 'not encrypted'],
    ['https://example.kz:8443/', 'another port'],
    ['https://example.kz@127.0.0.1/', 'a name before the host'],
    ['https://user:password@example.kz/', 'credentials'],
    ['https://[fe80::1%25eth0]/', 'a link in the address'],
    ['ftp://example.kz/', 'another protocol'],
    ['nowhere', 'no address at all'],
  ])('%s is no address to post to: %s', async (url) => {
    const resolve = async () => ['127.0.0.1']
    expect(await postMessage(url, message, { loopback: false, resolve })).toEqual({ failure: 'bad-address' })
  })

  it.each([
    [['127.0.0.1']],
    [['8.8.8.8', '127.0.0.1']],
    [['::ffff:127.0.0.1']],
    [['10.1.2.3']],
    [['2002:7f00:1::']],
  ])('a name with the addresses %j', async (addresses) => {
    connections = 0
    const how = { loopback: false, resolve: async () => addresses }
    expect(await postMessage('https://innocent.kz/', message, how)).toEqual({ failure: 'private-address' })
    expect(connections).toBe(0)
  })

  it('a name that means something else the second time is asked about once and goes where was looked', async () => {
    connections = 0
    const answers = [['127.0.0.2'], ['127.0.0.1']]
    let asked = 0
    const resolve = async () => answers[Math.min(asked++, 1)] ?? []
    const how = { loopback: true, resolve, limitMs: 1000 }
    expect(await postMessage(`http://rebinds.kz:${port}/`, message, how)).toEqual({
      failure: 'no-connection',
    })
    expect({ asked, connections }).toEqual({ asked: 1, connections: 0 })
    expect(await postMessage(`http://rebinds.kz:${port}/`, message, how)).toEqual({ status: 200 })
  })

  it('not by way of a redirect either: it is an answer like any other', async () => {
    heard = []
    answer = (_req, res) => res.writeHead(302, { location: here('/inside') }).end()
    expect(await postMessage(here('/out'), message, { loopback: true })).toEqual({ status: 302 })
    expect(heard.map(({ req }) => req.url)).toEqual(['/out'])
  })

  it('allowing this machine allows no private network', async () => {
    const how = { loopback: true, resolve: async () => ['10.0.0.1'] }
    expect(await postMessage('https://innocent.kz/', message, how)).toEqual({ failure: 'private-address' })
    const mixed = { loopback: true, resolve: async () => ['127.0.0.1', '10.0.0.1'] }
    expect(await postMessage('http://innocent.kz/', message, mixed)).toEqual({ failure: 'private-address' })
    const plain = { loopback: true, resolve: async () => ['8.8.8.8'] }
    expect(await postMessage('http://innocent.kz/', message, plain)).toEqual({ failure: 'bad-address' })
  })
})

describe('a message', () => {
  it('arrives byte for byte with its headers', async () => {
    heard = []
    answer = (_req, res) => res.writeHead(204).end()
    expect(await postMessage(here('/hook?a=1'), message, { loopback: true })).toEqual({ status: 204 })
    const [{ req, body } = { req: null, body: '' }] = heard
    expect(req).toMatchObject({ method: 'POST', url: '/hook?a=1' })
    expect(req?.headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '8' })
    expect(body).toBe(message.body)
  })

  it('waits no longer than its time, and reads no more than 64 KB', async () => {
    answer = () => {}
    expect(await postMessage(here(), message, { loopback: true, limitMs: 200 })).toEqual({
      failure: 'timeout',
    })
    let sent = 0
    answer = (_req, res) => {
      const more = () => {
        for (; sent < 50_000_000; sent += 16_384) if (!res.write(Buffer.alloc(16_384))) return
      }
      res.on('drain', more)
      more()
    }
    expect(await postMessage(here(), message, { loopback: true })).toEqual({ status: 200 })
    expect(sent).toBeLessThan(20_000_000)
  })

  it.each([
    ['a server that is not there', 'http://127.0.0.1:9/', undefined, 'no-connection'],
    ['a name that nobody has', 'https://nobody.kz/', async () => [], 'no-such-host'],
    ['a resolver that fails', 'https://nobody.kz/', () => Promise.reject(new Error('no')), 'no-such-host'],
    ['a resolver that never answers', 'https://nobody.kz/', () => new Promise<string[]>(() => {}), 'timeout'],
  ])('to %s has no answer', async (_what, url, resolve, failure) => {
    const how = { loopback: true, limitMs: 300, ...(resolve && { resolve }) }
    expect(await postMessage(url, message, how)).toEqual({ failure })
  })
})

it.each([
  [undefined, 0],
  ['5', 5000],
  ['Thu, 01 Jan 1970 00:00:12 GMT', 2000],
  ['Thu, 01 Jan 1970 00:00:01 GMT', 0],
  ['soon', 0],
])('Retry-After %j is %d ms', (header, ms) => expect(readRetryAfter(header, 10_000)).toBe(ms))
