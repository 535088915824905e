import { expect, it } from 'vitest'
import { hoursByMonth, monthsUpTo } from './statistics-months.ts'

it('has twelve months, across a year', () => {
  const months = monthsUpTo('2026-03-31')
  expect(months).toHaveLength(12)
  expect([months[0], months[8], months[11]]).toEqual(['2025-04', '2025-12', '2026-03'])
})

it('divides an outage at midnight in Almaty, and counts one that lasts up to now', () => {
  const now = new Date('2026-11-30T06:00:00Z')
  const outages = [
    { since: new Date('2026-10-31T17:00:00Z'), until: new Date('2026-10-31T20:30:00Z') },
    { since: new Date('2026-11-30T05:00:00Z'), until: null },
  ]
  expect(hoursByMonth(['2026-09', '2026-10', '2026-11'], outages, now)).toEqual([0, 2, 2.5])
})
