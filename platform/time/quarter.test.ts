import { expect, test } from 'vitest'
import {
  daysLeftOf,
  firstDayOf,
  lastDayOf,
  previousQuarter,
  quarterOf,
  quarterPattern,
  quartersBetween,
} from './quarter.ts'

test.each([
  ['2026-01-01', '2026-Q1', '2026-01-01', '2026-03-31', '2025-Q4'],
  ['2026-06-30', '2026-Q2', '2026-04-01', '2026-06-30', '2026-Q1'],
  ['2026-07-01', '2026-Q3', '2026-07-01', '2026-09-30', '2026-Q2'],
  ['2026-12-31', '2026-Q4', '2026-10-01', '2026-12-31', '2026-Q3'],
])('%s belongs to %s, from %s to %s, after %s', (day, quarter, first, last, before) => {
  expect(quarterOf(day)).toBe(quarter)
  expect(quarter).toMatch(quarterPattern)
  expect([firstDayOf(quarter), lastDayOf(quarter), previousQuarter(quarter)]).toEqual([first, last, before])
  expect(quarterOf(first)).toBe(quarter)
  expect(quarterOf(last)).toBe(quarter)
  expect(quartersBetween(before, quarter)).toBe(1)
})

test.each([
  ['2026-11-30', 31],
  ['2026-12-31', 0],
])('on %s there are %i days left of 2026-Q4', (day, left) => expect(daysLeftOf('2026-Q4', day)).toBe(left))

test('quarters are counted over the end of a year, and backwards', () => {
  expect(quartersBetween('2025-Q4', '2026-Q2')).toBe(2)
  expect(quartersBetween('2026-Q2', '2025-Q4')).toBe(-2)
})
