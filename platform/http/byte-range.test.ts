import { expect, test } from 'vitest'
import { requestedSpan } from './byte-range.ts'

const file = { size: 100, etag: '"a"' }
const asked = (range: string | null, ifRange: string | null = null) => requestedSpan({ range, ifRange }, file)

test.each([
  ['bytes=0-', { first: 0, last: 99 }],
  ['bytes=10-19', { first: 10, last: 19 }],
  ['bytes=90-500', { first: 90, last: 99 }],
  ['bytes=-10', { first: 90, last: 99 }],
  ['bytes=-500', { first: 0, last: 99 }],
  ['bytes=99-99', { first: 99, last: 99 }],
])('%s is a part of the file', (range, span) => {
  expect(asked(range)).toEqual(span)
})

test.each([null, '', 'bytes=-', 'bytes=5-4', 'bytes=1-2,5-6', 'items=0-1', 'bytes=a-b', 'bytes = 0-1'])(
  '%s is answered with the whole file',
  (range) => {
    expect(asked(range)).toBeNull()
  },
)

test.each(['bytes=100-', 'bytes=-0', 'bytes=999-1000'])('%s does not exist', (range) => {
  expect(asked(range)).toBe('unsatisfiable')
})

test('a part of an older file is answered with the whole new one', () => {
  expect(asked('bytes=10-', '"a"')).toEqual({ first: 10, last: 99 })
  expect(asked('bytes=10-', '"b"')).toBeNull()
  expect(asked('bytes=10-', 'W/"a"')).toBeNull()
})
