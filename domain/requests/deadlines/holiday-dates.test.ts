import { expect, test } from 'vitest'
import seed from '#db/seed/calendar.json' with { type: 'json' }
import { calendarSchema } from '../forms/calendar-schemas.ts'
import { datesOfHoliday, holidayOn, markOf, weeksOfMonth } from './holiday-dates.ts'

const rows = calendarSchema.parse(seed)
const marked = (mark: string) =>
  rows.filter((row) => markOf(row) === mark).map(({ date, holiday }) => `${date} ${holiday ?? '-'}`)

test('days off that are moved from a weekend are told apart from the holiday itself', () => {
  expect(marked('moved-off')).toEqual([
    '2025-01-03 -',
    '2025-03-10 women',
    '2025-03-24 nauryz',
    '2025-03-25 nauryz',
    '2025-07-07 capital',
    '2025-09-01 constitution',
    '2025-10-27 republic',
    '2026-03-09 women',
    '2026-03-24 nauryz',
    '2026-03-25 nauryz',
    '2026-05-11 victory',
    '2026-10-26 republic',
    '2027-01-04 new-year',
    '2027-03-24 nauryz',
    '2027-05-03 unity',
    '2027-05-10 victory',
  ])
  expect(marked('worked-weekend')).toEqual(['2025-01-05 -'])
  expect(marked('worked')).toEqual([])
})

test.each([
  ['constitution', 2025, ['2025-08-30']],
  ['constitution', 2026, []],
  ['constitution', 2027, ['2027-03-15']],
  ['new-year', 2026, ['2026-01-01', '2026-01-02']],
  ['kurban-ait', 2026, []],
] as const)('%s in %d', (holiday, year, expected) => {
  expect(datesOfHoliday(holiday, year)).toEqual(expected)
})

test.each([
  ['2026-03-08', 'women'],
  ['2026-05-09', 'victory'],
  ['2026-08-30', null],
  ['2025-08-30', 'constitution'],
  ['2026-06-13', null],
])('%s is %s, also on a weekend', (date, expected) => {
  expect(holidayOn(date)).toBe(expected)
})

test.each([
  [{ date: '2026-06-13', kind: 'worked' }, 'worked-weekend'],
  [{ date: '2026-06-15', kind: 'off' }, 'moved-off'],
  [{ date: '2026-06-14', kind: 'off' }, 'day-off'],
  [{ date: '2026-06-16', kind: 'worked' }, 'worked'],
  [{ date: '2026-05-27', kind: 'off', holiday: 'kurban-ait' }, 'holiday'],
  [{ date: '2026-05-01', kind: 'off', holiday: 'unity' }, 'holiday'],
] as const)('%o is marked %s', (day, expected) => {
  expect(markOf(day)).toBe(expected)
})

test('a month has weeks from Monday to Sunday, and every day of it once', () => {
  expect(weeksOfMonth(2026, 11)[0]).toEqual([null, null, null, null, null, null, '2026-11-01'])
  expect(weeksOfMonth(2027, 2)).toHaveLength(4)
  expect(weeksOfMonth(2028, 2).flat().filter(Boolean)).toHaveLength(29)
  for (let month = 1; month <= 12; month += 1)
    for (const week of weeksOfMonth(2026, month)) expect(week).toHaveLength(7)
})
