import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, datesBetween, dayOfWeek, isLocalDate } from './local-date.ts'

test.each([
  ['2028-02-29', true],
  ['2027-02-29', false],
  ['2026-04-31', false],
  ['2026-13-01', false],
  ['2026-00-10', false],
  ['2026-1-1', false],
  ['2026-01-01T00:00', false],
  ['', false],
])('%s is a date: %s', (text, expected) => {
  expect(isLocalDate(text)).toBe(expected)
})

test.each([
  ['2026-12-31', 1, '2027-01-01'],
  ['2028-02-28', 1, '2028-02-29'],
  ['2027-02-28', 1, '2027-03-01'],
  ['2024-02-29', 1, '2024-03-01'],
  ['2024-03-01', -1, '2024-02-29'],
  ['2026-11-22', 30, '2026-12-22'],
  ['2026-11-22', 0, '2026-11-22'],
])('%s and %i days make %s', (date, days, expected) => {
  expect(addDays(date, days)).toBe(expected)
})

test('days of the week: a Sunday, a Saturday, the leap day', () => {
  expect(['2026-11-22', '2026-11-21', '2028-02-29'].map(dayOfWeek)).toEqual([0, 6, 2])
})

test('dates between have both ends, each day once, and none when reversed', () => {
  expect(datesBetween('2028-02-28', '2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01'])
  expect(datesBetween('2026-01-01', '2026-01-01')).toEqual(['2026-01-01'])
  expect(datesBetween('2026-01-02', '2026-01-01')).toEqual([])
})

test('going forth and back by any number of days comes home', () => {
  const anyDate = fc
    .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10))
  fc.assert(
    fc.property(anyDate, fc.integer({ min: 0, max: 20_000 }), (date, days) => {
      expect(addDays(addDays(date, days), -days)).toBe(date)
    }),
  )
})

test('what is no date cannot be counted from', () => {
  expect(() => addDays('tomorrow', 1)).toThrow(RangeError)
})
