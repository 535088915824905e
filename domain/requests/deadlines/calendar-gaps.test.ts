import { expect, test } from 'vitest'
import seed from '#db/seed/calendar.json' with { type: 'json' }
import { calendarSchema } from '../forms/calendar-schemas.ts'
import { calendarGaps } from './calendar-gaps.ts'

const day = (date: string, state: 'official' | 'computed' | 'estimated' = 'official') => ({ date, state })
const thisYear = [day('2027-01-01'), day('2027-12-16')]

test.each([
  ['before December the next year is not asked for', '2027-11-30', thisYear, []],
  ['from 1 December it is', '2027-12-01', thisYear, [{ year: 2028, gap: 'missing' }]],
  ['until it is official', '2027-12-31', [...thisYear, day('2028-01-01')], []],
  [
    'one calculated day is enough',
    '2027-12-31',
    [...thisYear, day('2028-01-01'), day('2028-01-03', 'computed')],
    [{ year: 2028, gap: 'unofficial' }],
  ],
  [
    'so is an estimated one',
    '2027-12-31',
    [...thisYear, day('2028-05-05', 'estimated')],
    [{ year: 2028, gap: 'unofficial' }],
  ],
  ['in January it is the current year', '2028-01-01', thisYear, [{ year: 2028, gap: 'missing' }]],
  [
    'both may be missing',
    '2028-12-01',
    thisYear,
    [
      { year: 2028, gap: 'missing' },
      { year: 2029, gap: 'missing' },
    ],
  ],
  ['without any table the current year is missing', '2027-06-01', [], [{ year: 2027, gap: 'missing' }]],
] as const)('%s', (_name, today, days, expected) => {
  expect(calendarGaps(today, days)).toEqual(expected)
})

test('the table that comes with the portal is complete for 2026, and 2027 waits for its order', () => {
  const days = calendarSchema.parse(seed)
  expect(calendarGaps('2026-11-30', days)).toEqual([])
  expect(calendarGaps('2026-12-01', days)).toEqual([{ year: 2027, gap: 'unofficial' }])
})
