import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { openUploads } from './uploads.ts'

/** A sender is what stands in its cookie; without one it is nobody. */
const open = () => openUploads(async ({ cookie }) => cookie ?? null)

function sent(route: string, length?: number, cookie?: string) {
  const headers = {
    ...(length !== undefined && { 'content-length': String(length) }),
    ...(cookie !== undefined && { cookie }),
  }
  return { route, req: { headers }, res: Object.assign(new EventEmitter(), { closed: false }) }
}

const messages = '/:locale/requests/:reference'
const short = { status: 'admitted', limit: 64_000 }
const long = { status: 'admitted', limit: 31_000_000 }

test('only the pages that take files are sent more than 64 KB', async () => {
  const admit = open()
  expect(await admit(sent('/:locale/sign-in', 5_000_000, 'a'))).toEqual(short)
  expect(await admit(sent('/:locale/requests/stop/:token', 5_000_000, 'a'))).toEqual(short)
  expect(await admit(sent(messages, 900, 'a'))).toEqual(short)
  expect(await admit(sent(messages, 5_000_000, 'a'))).toEqual(long)
  expect(await admit(sent('/:locale/requests/new/:right/form', undefined, 'b'))).toEqual(long)
})

test('nobody takes up room, however many ask', async () => {
  const admit = open()
  for (let n = 0; n < 100; n++) expect(await admit(sent(messages, 31_000_000))).toEqual({ status: 'nobody' })
  expect(await admit(sent(messages, 31_000_000, 'a'))).toEqual(long)
})

test('one sender has room for one full message, four of them at once; small forms never wait', async () => {
  const admit = open()
  const first = sent(messages, 31_000_000, 'a')
  expect(await admit(first)).toEqual(long)
  expect(await admit(sent(messages, 100_000, 'a'))).toEqual({ status: 'busy' })
  for (const sender of ['b', 'c']) expect(await admit(sent(messages, undefined, sender))).toEqual(long)
  expect(await admit(sent(messages, 20_000_000, 'd'))).toEqual(long)
  expect(await admit(sent(messages, 10_000_000, 'e'))).toEqual(long)
  expect(await admit(sent(messages, 2_000_000, 'f'))).toEqual({ status: 'busy' })
  expect(await admit(sent(messages, 900, 'a'))).toEqual(short)
  first.res.emit('close')
  expect(await admit(sent(messages, 31_000_000, 'a'))).toEqual(long)
})

test('a sender who left while it was asked who they are takes up no room', async () => {
  const admit = open()
  const gone = sent(messages, 31_000_000, 'a')
  gone.res.closed = true
  expect(await admit(gone)).toEqual({ status: 'busy' })
  expect(await admit(sent(messages, 31_000_000, 'a'))).toEqual(long)
})
