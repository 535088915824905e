import { expect, test } from 'vitest'
import { signature, signedAt, signedHeaders } from './signed-call.ts'

const key = Buffer.alloc(32, 7)
const now = new Date('2026-11-29T08:00:00.125Z')
const parts = { method: 'POST', path: '/requests?a=1', time: now.getTime(), body: Buffer.from('{"a":"ә"}') }
const { time: _, ...call } = parts
const headers = signedHeaders(key, parts)

test('signs method, path, time and body, as the documentation shows', () => {
  expect(headers).toEqual({
    'portal-time': '1795939200125',
    'portal-signature': expect.stringMatching(/^v1=[A-Za-z0-9+/]{43}=$/),
  })
  expect(signedAt(key, { ...call, headers }, now)).toBe(now.getTime())
})

const wrong = Buffer.from(signature(key, parts))
wrong[31] = (wrong[31] ?? 0) ^ 1
test.each<[string, Partial<Parameters<typeof signedAt>[1]>, Date?, Buffer?]>([
  ['another method', { method: 'GET' }],
  ['another path', { path: '/requests?a=2' }],
  ['another body', { body: Buffer.from('{"a":"Ә"}') }],
  ['another time', { headers: { ...headers, 'portal-time': String(now.getTime() + 1) } }],
  ['another key', {}, now, Buffer.alloc(32, 8)],
  ['one other bit', { headers: { ...headers, 'portal-signature': `v1=${wrong.toString('base64')}` } }],
  ['a shorter signature', { headers: { ...headers, 'portal-signature': 'v1=AAAA' } }],
  ['no signature', { headers: { 'portal-time': String(now.getTime()) } }],
  ['two signatures', { headers: { ...headers, 'portal-signature': ['v1=a', 'v1=b'] } }],
  ['a call of six minutes ago', {}, new Date(now.getTime() + 6 * 60_000)],
  ['a call of six minutes ahead', {}, new Date(now.getTime() - 6 * 60_000)],
])('refuses %s', (_name, changed, at = now, other = key) => {
  expect(signedAt(other, { ...call, headers, ...changed }, at)).toBeNull()
})

test('takes no key that is too short', () => {
  expect(() => signature(Buffer.alloc(31), parts)).toThrow(RangeError)
})
