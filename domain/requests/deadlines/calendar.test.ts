import { expect, test } from 'vitest'
import seed from '#db/seed/calendar.json' with { type: 'json' }
import { datesBetween, dayOfWeek } from '#platform/time/local-date.ts'
import { calendarSchema } from '../forms/calendar-schemas.ts'
import {
  addWorkingDays,
  type CalendarDay,
  calendarOf,
  dayOf,
  isSettled,
  isWorkingDay,
  weekendsOnly,
} from './calendar.ts'

const rows: CalendarDay[] = calendarSchema.parse(seed)
const calendar = calendarOf(rows)

// The weekday days off as published (2025, 2026) and as computed (2027).
const weekdaysOff: Record<string, string> = {
  2025: '01-01 01-02 01-03 01-07 03-10 03-21 03-24 03-25 05-01 05-07 05-09 06-06 07-07 09-01 10-27 12-16',
  2026: '01-01 01-02 01-07 03-09 03-23 03-24 03-25 05-01 05-07 05-11 05-27 07-06 10-26 12-16',
  2027: '01-01 01-04 01-07 03-08 03-15 03-22 03-23 03-24 05-03 05-07 05-10 07-06 10-25 12-16',
}
const yearsOff = Object.entries(weekdaysOff).map(([year, days]): [string, string[]] => [
  year,
  days.split(' ').map((day) => `${year}-${day}`),
])
const isWeekend = (date: string) => [0, 6].includes(dayOfWeek(date))

test.each(yearsOff.flatMap(([, days]) => days))('%s is a day off on a weekday', (date) => {
  expect(isWeekend(date)).toBe(false)
  expect(dayOf(date, calendar)).toEqual({ date, working: false, why: 'day-off' })
})

test.each(yearsOff)('%s has no other weekday off than these', (year, expected) => {
  const all = datesBetween(`${year}-01-01`, `${year}-12-31`)
  expect(all.filter((date) => !isWeekend(date) && !isWorkingDay(date, calendar))).toEqual(expected)
})

test('one weekend day of the three years is worked: Sunday 5 January 2025, for Friday the 3rd', () => {
  const all = datesBetween('2025-01-01', '2027-12-31')
  expect(all.filter((date) => isWeekend(date) && isWorkingDay(date, calendar))).toEqual(['2025-01-05'])
  expect(dayOf('2025-01-05', calendar).why).toBe('worked-weekend')
})

// The law's list and rule, written down again without the table: a holiday on a weekend moves to the next working day.
const holidays = '01-01 01-02 03-08 03-21 03-22 03-23 05-01 05-07 05-09 07-06 10-25 12-16'.split(' ')
const ofYear: Record<string, { more: string[]; fixed: string[] }> = {
  2025: { more: ['08-30'], fixed: ['01-07', '06-06', '01-03'] },
  2026: { more: [], fixed: ['01-07', '05-27'] },
  2027: { more: ['03-15'], fixed: ['01-07'] },
}

test.each(yearsOff)('%s follows from the holidays and the rule of transfer', (year, expected) => {
  const { more = [], fixed = [] } = ofYear[year] ?? {}
  const named = [...holidays, ...more].sort().map((day) => `${year}-${day}`)
  const off = new Set([...named, ...fixed.map((day) => `${year}-${day}`)])
  for (const date of named.filter(isWeekend)) {
    const next = datesBetween(date, `${year}-12-31`).find((day) => !isWeekend(day) && !off.has(day))
    if (next) off.add(next)
  }
  expect([...off].filter((date) => !isWeekend(date)).sort()).toEqual(expected)
})

test('every day of the seed has a source; 2025 and 2026 are official, 2027 is computed or estimated', () => {
  const states = new Map<string, Set<string>>()
  for (const { date, source, state } of rows) {
    expect(source).not.toBe('')
    states.set(date.slice(0, 4), (states.get(date.slice(0, 4)) ?? new Set()).add(state))
  }
  expect(Object.fromEntries([...states].map(([year, set]) => [year, [...set].sort()]))).toEqual({
    2025: ['official'],
    2026: ['official'],
    2027: ['computed', 'estimated'],
  })
})

test('30 August is a working day since 2026, and so is the Monday after it', () => {
  expect(['2026-08-28', '2026-08-31'].map((date) => isWorkingDay(date, calendar))).toEqual([true, true])
})

test('a year that is not listed has weekends only', () => {
  expect(dayOf('2028-03-08', calendar)).toEqual({ date: '2028-03-08', working: true, why: 'working-day' })
  expect(dayOf('2028-01-01', calendar).why).toBe('weekend')
  expect(addWorkingDays('2027-12-31', 1, calendar)).toBe('2028-01-03')
  expect(addWorkingDays('2028-02-28', 1, calendar)).toBe('2028-02-29')
  expect(addWorkingDays('2028-02-29', 1, calendar)).toBe('2028-03-01')
})

const day = (
  date: string,
  kind: 'off' | 'worked',
  state: CalendarDay['state'] = 'official',
): CalendarDay => ({
  date,
  kind,
  state,
  source: 'test',
})

test('Kurban Ait moved by a day: Monday becomes a working day again, and the day after it counts earlier', () => {
  const before = calendarOf([day('2027-05-17', 'off')])
  const after = calendarOf([day('2027-05-16', 'off')])
  expect(addWorkingDays('2027-05-14', 1, before)).toBe('2027-05-18')
  expect(addWorkingDays('2027-05-14', 1, after)).toBe('2027-05-17')
})

test('an estimated day off is not relied on, an estimated worked day is: both make a term end earlier', () => {
  const guessed = calendarOf([
    day('2027-05-17', 'off', 'estimated'),
    day('2027-05-22', 'worked', 'estimated'),
  ])
  expect(dayOf('2027-05-17', guessed)).toEqual({ date: '2027-05-17', working: true, why: 'perhaps-off' })
  expect(addWorkingDays('2027-05-14', 1, guessed)).toBe('2027-05-17')
  expect(addWorkingDays('2027-05-21', 1, guessed)).toBe('2027-05-22')
})

test('a worked Saturday counts, and a day off on a weekend changes nothing', () => {
  const swapped = calendarOf([
    day('2026-06-13', 'worked'),
    day('2026-06-15', 'off'),
    day('2026-06-14', 'off'),
  ])
  expect(addWorkingDays('2026-06-12', 1, swapped)).toBe('2026-06-13')
  expect(addWorkingDays('2026-06-12', 2, swapped)).toBe('2026-06-16')
  expect(dayOf('2026-06-14', swapped).why).toBe('day-off')
})

test.each([0, -1, 1.5, Number.NaN])('%d working days is no term', (amount) => {
  expect(() => addWorkingDays('2026-01-01', amount, weekendsOnly)).toThrow(RangeError)
})

test('a calendar with a day twice, or a day that does not exist, is refused', () => {
  expect(() => calendarOf([day('2026-05-01', 'off'), day('2026-05-01', 'worked')])).toThrow(RangeError)
  expect(() => calendarOf([day('2027-02-29', 'off')])).toThrow(RangeError)
  expect(calendarSchema.safeParse([day('2027-02-29', 'off')]).success).toBe(false)
  expect(calendarSchema.safeParse([day('2026-05-01', 'off'), day('2026-05-01', 'off')]).success).toBe(false)
})

test.each([
  ['2026-11-22', '2026-11-25', true, 'within an official year'],
  ['2026-12-31', '2027-01-05', false, 'into a computed year'],
  ['2025-12-31', '2026-01-05', true, 'over the turn of two official years'],
  ['2027-12-31', '2028-01-03', false, 'into a year not listed'],
  ['2024-12-31', '2025-01-05', true, 'receipt itself is not counted'],
])('%s to %s is settled: %s (%s)', (from, to, expected) => {
  expect(isSettled(from, to, calendar)).toBe(expected)
})

test('a year of computed days alone is not settled, nor one with a single day that is not official', () => {
  const computed = calendarOf([day('2027-01-01', 'off', 'computed')])
  const mixed = calendarOf([day('2027-01-01', 'off'), day('2027-01-04', 'off', 'computed')])
  const official = calendarOf([day('2027-01-01', 'off'), day('2027-01-04', 'off')])
  const settled = [computed, mixed, official].map((given) => isSettled('2027-02-01', '2027-02-04', given))
  expect(settled).toEqual([false, false, true])
})
