import { expect, test } from 'vitest'
import seed from '#db/seed/calendar.json' with { type: 'json' }
import { calendarSchema } from '../forms/calendar-schemas.ts'
import { computedYear } from './computed-year.ts'

const rows = calendarSchema.parse(seed)
const listed = (year: number) => rows.filter(({ date }) => date.startsWith(`${year}-`))

test('2027 is what was computed by hand, but for Kurban Ait', () => {
  expect(computedYear(2027)).toEqual(listed(2027).filter(({ holiday }) => holiday !== 'kurban-ait'))
})

test('2026 has the days that were published, but for Kurban Ait', () => {
  const days = computedYear(2026).map(({ date, holiday }) => ({ date, holiday }))
  const published = listed(2026).map(({ date, holiday }) => ({ date, holiday }))
  expect(days).toEqual(published.filter(({ holiday }) => holiday !== 'kurban-ait'))
})

test('in 2028 a weekend of New Year gives Monday and Tuesday, and a Christmas on a Friday is off', () => {
  expect(computedYear(2028).map(({ date, holiday }) => `${date.slice(5)} ${holiday}`)).toEqual([
    '01-03 new-year',
    '01-04 new-year',
    '01-07 christmas',
    '03-08 women',
    '03-15 constitution',
    '03-21 nauryz',
    '03-22 nauryz',
    '03-23 nauryz',
    '05-01 unity',
    '05-08 defender',
    '05-09 victory',
    '07-06 capital',
    '10-25 republic',
    '12-18 independence',
  ])
})

test('a Christmas on a Sunday is not moved', () => {
  expect(computedYear(2029).filter(({ holiday }) => holiday === 'christmas')).toEqual([])
})
