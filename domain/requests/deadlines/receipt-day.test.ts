import { expect, test } from 'vitest'
import { receiptFault, receiptMoment } from './receipt-day.ts'

// Half past midnight in Almaty on the 26th.
const now = new Date('2026-11-25T19:30:00Z')

test.each<[string, string | null, string]>([
  ['2026-11-26', null, 'today'],
  ['2026-11-27', 'in-the-future', 'tomorrow'],
  ['2027-11-20', 'in-the-future', 'the year too late'],
  ['2026-05-30', null, '180 days ago'],
  ['2026-05-29', 'long-ago', '181 days ago'],
  ['2025-11-27', 'long-ago', 'the year too early'],
  ['0026-11-20', 'long-ago', 'two digits of the year'],
])('%s: %s (%s)', (day, fault) => {
  expect(receiptFault(day, now)).toBe(fault)
})

test('of a past day the last second counts, of today this moment', () => {
  expect(receiptMoment('2026-11-20', now).toISOString()).toBe('2026-11-20T18:59:59.000Z')
  expect(receiptMoment('2026-11-26', now)).toEqual(now)
})
