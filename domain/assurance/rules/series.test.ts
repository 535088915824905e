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

const day = (of: number, state: DayState['state']): DayState => ({ day: `2026-11-${of}`, state })
const holed = [...days(16, 20), ...days(23, 29)]
test.each<[string, DayState[], DayState['state'], boolean]>([
  ['all kept', days(16, 29), 'kept', true],
  ['one broken', [...days(16, 29), day(17, 'broken')], 'broken', true],
  ['a day is missing', holed, 'unknown', false],
  ['a day is missing and one was due', [...holed, day(17, 'due')], 'unknown', false],
  ['a day is missing and one was broken', [...holed, day(17, 'broken')], 'broken', false],
  ['a value of one day was not readable', [...days(16, 29), day(18, 'unknown')], 'unknown', false],
  [
    'one was not readable and one was broken',
    [...days(16, 29), day(17, 'broken'), day(18, 'unknown')],
    'broken',
    false,
  ],
])('%s: the state of the week, and whether its line is whole', (_what, measured, state, whole) => {
  const weeks = seriesOf([...days(9, 15), ...measured], now).weeks.slice(-2)
  expect(weeks).toEqual([
    { from: '2026-11-16', state, whole },
    { from: '2026-11-23', state: 'kept', whole: true },
  ])
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
