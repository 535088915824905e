import fc from 'fast-check'
import { expect, test } from 'vitest'
import { almatyDate, almatyMoment, endOfAlmatyDay } from './almaty-time.ts'
import { addDays } from './local-date.ts'

test.each([
  ['2026-11-22T18:59:59.999Z', '2026-11-22', 'the last millisecond of the day at +05'],
  ['2026-11-22T19:00:00Z', '2026-11-23', 'midnight at +05'],
  ['2026-12-31T18:59:59Z', '2026-12-31', 'the old year'],
  ['2026-12-31T19:00:00Z', '2027-01-01', 'the new year'],
  ['2024-02-28T17:59:59Z', '2024-02-28', 'the last second at +06'],
  ['2024-02-28T18:00:00Z', '2024-02-29', 'midnight at +06, the leap day begins'],
  ['2024-02-29T17:59:59Z', '2024-02-29', '23:59:59 for the first time'],
  ['2024-02-29T18:00:00Z', '2024-02-29', 'clocks back to 23:00'],
  ['2024-02-29T18:59:59Z', '2024-02-29', '23:59:59 for the second time'],
  ['2024-02-29T19:00:00Z', '2024-03-01', 'the first midnight at +05'],
])('%s in Almaty is %s (%s)', (instant, date) => {
  expect(almatyDate(new Date(instant))).toBe(date)
})

test.each([
  ['2023-06-15', '2023-06-15T17:59:59.000Z', 'at +06'],
  ['2024-02-28', '2024-02-28T17:59:59.000Z', 'the last day that ended at +06'],
  ['2024-02-29', '2024-02-29T18:59:59.000Z', 'the day of 25 hours ends at the second 23:59:59'],
  ['2024-03-01', '2024-03-01T18:59:59.000Z', 'the first whole day at +05'],
  ['2026-07-01', '2026-07-01T18:59:59.000Z', 'no summer time'],
  ['2026-11-25', '2026-11-25T18:59:59.000Z', 'the example of the interface for programs'],
  ['2026-12-31', '2026-12-31T18:59:59.000Z', 'the end of a year'],
  ['2028-02-29', '2028-02-29T18:59:59.000Z', 'a leap day'],
  ['2004-07-01', '2004-07-01T16:59:59.000Z', 'summer time at +07, while there was one'],
])('%s ends at %s (%s)', (date, instant) => {
  expect(endOfAlmatyDay(date).toISOString()).toBe(instant)
})

test('only the 29 February 2024 of all days since 2005 had other than 24 hours', () => {
  const odd: string[] = []
  for (let date = '2005-01-01'; date < '2031-01-01'; date = addDays(date, 1)) {
    const hours = (endOfAlmatyDay(date).getTime() - endOfAlmatyDay(addDays(date, -1)).getTime()) / 3_600_000
    if (hours !== 24) odd.push(`${date} ${hours}`)
  }
  expect(odd).toEqual(['2024-02-29 25'])
})

test('whatever the instant, it is not after the end of its own day, and the next second of that end is tomorrow', () => {
  const instants = fc.date({ min: new Date('2005-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(instants, (instant) => {
      const date = almatyDate(instant)
      const end = endOfAlmatyDay(date)
      expect(instant.getTime()).toBeLessThan(end.getTime() + 1000)
      expect(almatyDate(end)).toBe(date)
      expect(almatyDate(new Date(end.getTime() + 1000))).toBe(addDays(date, 1))
    }),
  )
})

test.each([
  ['2026-12-11T18:59:59.999Z', '2026-12-11 23:59:59 +05:00'],
  ['2024-02-28T18:00:00Z', '2024-02-29 00:00:00 +06:00'],
  ['2024-02-29T17:30:00Z', '2024-02-29 23:30:00 +06:00'],
  ['2024-02-29T18:30:00Z', '2024-02-29 23:30:00 +05:00'],
])('%s is written %s in a file', (instant, text) => {
  expect(almatyMoment(new Date(instant))).toBe(text)
})

test('an instant that is none is not turned into a date', () => {
  expect(() => almatyDate(new Date(Number.NaN))).toThrow(RangeError)
})
