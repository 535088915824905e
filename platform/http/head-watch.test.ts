import { createServer, type RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import { type HeadCheck, watchHead } from './head-watch.ts'

async function answered(write: RequestListener, decide: (status: number, instead: () => void) => HeadCheck) {
  const server = createServer((req, res) => {
    watchHead(res, (status) => decide(status, () => res.writeHead(503).end('calm')))
    write(req, res)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  const text = await answer.text()
  server.close()
  return { status: answer.status, text }
}

const ways: [string, RequestListener][] = [
  ['at once', (_req, res) => void Object.assign(res, { statusCode: 500 }).end('broken')],
  [
    'in pieces',
    (_req, res) => {
      res.statusCode = 500
      res.write('bro')
      res.write('ken', () => res.end())
    },
  ],
  ['with its head first', (_req, res) => void res.writeHead(500, { 'x-a': '1' }).end('broken')],
  [
    'with its head flushed',
    (_req, res) => {
      res.statusCode = 500
      res.flushHeaders()
      res.end('broken')
    },
  ],
]

test.each(ways)('an answer written %s can be replaced', async (_how, write) => {
  expect(await answered(write, (_status, replace) => ({ replace }))).toEqual({ status: 503, text: 'calm' })
})

test.each(ways)('an answer written %s can be kept under another status', async (_how, write) => {
  expect(await answered(write, () => ({ status: 400 }))).toEqual({ status: 400, text: 'broken' })
})

test.each(ways)('an answer written %s can be left alone', async (_how, write) => {
  expect(await answered(write, () => 'keep')).toEqual({ status: 500, text: 'broken' })
})
