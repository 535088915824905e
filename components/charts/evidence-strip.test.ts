import { expect, test } from 'vitest'
import { lineOf } from './evidence-strip.tsx'

const weeks = (...states: Parameters<typeof lineOf>[0][number]['state'][]) =>
  states.map((state, at) => ({ from: `2026-11-${String(at + 1).padStart(2, '0')}`, state }))

test('a week without a value is a hole in the line; before the first value it is dotted', () => {
  expect(lineOf(weeks(null, null, 'kept', null, 'unknown', 'broken', 'neutral'))).toEqual({
    before: 'M0 15h12',
    measured: 'M12 15h6M30 15h6M36 15h6',
  })
})

test('a year without a hole has a whole line, and one without a value none', () => {
  expect(lineOf(weeks('kept', 'due'))).toEqual({ before: '', measured: 'M0 15h6M6 15h6' })
  expect(lineOf(weeks(null, null))).toEqual({ before: 'M0 15h12', measured: '' })
})
