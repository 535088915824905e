import { expect, test } from 'vitest'
import { readableRouterState } from './router-state.ts'

const encode = (value: unknown) => encodeURIComponent(JSON.stringify(value))

test('what the client writes is kept', () => {
  const state = [
    '',
    { children: [['locale', 'ru', 'd', null], { children: ['__PAGE__', {}, null, 'refetch'] }] },
    null,
    null,
    16,
  ]
  expect(readableRouterState(encode(state))).toBe(encode(state))
})

test.each([
  ['no JSON', '%5B'],
  ['a broken escape', '%'],
  ['an object', encode({})],
  ['a segment of a wrong kind', encode([['a', 'b', 'z', null], {}])],
  ['an unknown marker', encode(['', {}, null, 'everything'])],
  ['too deep', encode(Array.from({ length: 60 }).reduce((inner: unknown) => ['', { a: inner }], ['', {}]))],
  ['too long', encode(['a'.repeat(9000), {}])],
])('%s is dropped', (_what, header) => expect(readableRouterState(header)).toBeUndefined())
