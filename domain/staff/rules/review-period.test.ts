import { expect, test } from 'vitest'
import { beginOf, daysLeftOf, lastDayOf, periodOf, previousPeriod, reviewReminder } from './review-period.ts'

test.each([
  ['2026-01-01', '2026-Q1', '2026-01-01', '2026-03-31', '2025-Q4'],
  ['2026-06-30', '2026-Q2', '2026-04-01', '2026-06-30', '2026-Q1'],
  ['2026-07-01', '2026-Q3', '2026-07-01', '2026-09-30', '2026-Q2'],
  ['2026-12-31', '2026-Q4', '2026-10-01', '2026-12-31', '2026-Q3'],
])('%s belongs to %s, from %s to %s, after %s', (day, period, first, last, before) => {
  expect(periodOf(day)).toBe(period)
  expect([beginOf(period), lastDayOf(period), previousPeriod(period)]).toEqual([first, last, before])
  expect(periodOf(first)).toBe(period)
  expect(periodOf(last)).toBe(period)
})

test.each([
  ['2026-11-30', 31, null],
  ['2026-12-01', 30, 30],
  ['2026-12-24', 7, 7],
  ['2026-12-31', 0, 7],
])('on %s there are %i days left, and the reminder is that of %s days', (day, left, reminder) => {
  expect(daysLeftOf('2026-Q4', day)).toBe(left)
  expect(reviewReminder(left)).toBe(reminder)
})
