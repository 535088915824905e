import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { openUploads } from './uploads.ts'

const visit = (route: string, length?: number) => {
  const headers = length === undefined ? {} : { 'content-length': String(length) }
  return { route, req: { headers }, res: new EventEmitter() }
}

const messages = '/:locale/requests/:reference'

test('only the pages that take files are sent more than 64 KB', () => {
  const uploads = openUploads()
  expect(uploads.admit(visit('/:locale/sign-in', 5_000_000))?.limit).toBe(64_000)
  expect(uploads.admit(visit('/:locale/requests/stop/:token', 5_000_000))?.limit).toBe(64_000)
  expect(uploads.admit(visit(messages, 900))?.limit).toBe(64_000)
  expect(uploads.admit(visit(messages, 5_000_000))?.limit).toBe(26_000_000)
  expect(uploads.admit(visit('/:locale/requests/new/:right/form'))?.limit).toBe(26_000_000)
})

test('few at a time; small forms never wait for them', () => {
  const uploads = openUploads()
  const large = Array.from({ length: 4 }, () => visit(messages, 5_000_000))
  for (const one of large) expect(uploads.admit(one)).not.toBeNull()
  expect(uploads.admit(visit(messages, 5_000_000))).toBeNull()
  expect(uploads.admit(visit(messages, 900))).not.toBeNull()
  large[0]?.res.emit('close')
  expect(uploads.admit(visit(messages, 5_000_000))).not.toBeNull()
})
