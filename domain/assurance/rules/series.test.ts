import { expect, test } from 'vitest'
import { type DayState, seriesOf } from './series.ts'

// A Sunday in Almaty.
const now = new Date('2026-11-29T08:00:00Z')
const lastWeeks = (measured: DayState[], count: number) =>
  seriesOf(measured, now)
    .weeks.slice(-count)
    .map(({ from, state }) => [from, state])
const days = (from: number, to: number): DayState[] =>
  Array.from({ length: to - from + 1 }, (_, at) => ({
    day: `2026-11-${String(from + at).padStart(2, '0')}`,
    state: 'kept',
  }))

test('without a measurement there are only gaps', () => {
  const { weeks, months } = seriesOf([], now)
  expect([weeks.length, months.length]).toEqual([53, 12])
  expect(weeks.every(({ state }) => state === null)).toBe(true)
  expect(months.every(({ without }) => without <= 1)).toBe(true)
})

test('weeks begin on Monday, and the first one with its first measurement', () => {
  expect(lastWeeks(days(18, 29), 3)).toEqual([
    ['2026-11-09', null],
    ['2026-11-16', 'kept'],
    ['2026-11-23', 'kept'],
  ])
})

test('a day without a value is a hole in its week, unless something was broken', () => {
  const withHole = [...days(16, 20), ...days(23, 29)]
  expect(lastWeeks(withHole, 2)).toEqual([
    ['2026-11-16', 'unknown'],
    ['2026-11-23', 'kept'],
  ])
  const broken: DayState[] = [...withHole, { day: '2026-11-17', state: 'broken' }]
  expect(lastWeeks(broken, 2)[0]).toEqual(['2026-11-16', 'broken'])
})

test('a month counts days: the gravest state of each, and those without a value', () => {
  const measured: DayState[] = [
    ...days(10, 12),
    { day: '2026-11-11', state: 'broken' },
    { day: '2026-11-29', state: 'due' },
  ]
  expect(seriesOf(measured, now).months.slice(0, 2)).toEqual([
    { month: '2026-11', days: { kept: 2, broken: 1, due: 1 }, without: 16 },
    { month: '2026-10', days: {}, without: 0 },
  ])
})

test.each<[string, DayState[], string | null, string | null]>([
  ['nothing measured', [], null, null],
  ['all kept', days(10, 12), '2026-11-10', null],
  [
    'broken twice',
    [{ day: '2026-11-20', state: 'broken' }, ...days(10, 29), { day: '2026-11-14', state: 'broken' }],
    '2026-11-10',
    '2026-11-20',
  ],
])('%s: the first day, and the last on which it was broken', (_what, measured, firstOn, lastBrokenOn) => {
  expect(seriesOf(measured, now)).toMatchObject({ firstOn, lastBrokenOn })
})
