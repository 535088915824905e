import { expect, test } from 'vitest'
import { evidenceIds } from '#db/schema/assurance-codes.ts'
import { clauseEvidence, evidence, evidencedClauses } from './evidence.ts'
import { expiryOf, isDue, periodFrom } from './measurement-times.ts'

test('every clause is bound, and every evidence belongs to a clause', () => {
  expect(Object.keys(clauseEvidence)).toEqual(evidencedClauses)
  expect([...new Set(Object.values(clauseEvidence).flat())].sort()).toEqual([...evidenceIds].sort())
  expect(Object.keys(evidence)).toEqual(evidenceIds)
})

// Midnight in Almaty is 19:00 UTC.
test.each([
  ['never', 6, null, '2026-11-29T08:00:00Z', true],
  ['in the same six hours', 6, '2026-11-29T07:00:00Z', '2026-11-29T12:59:59Z', false],
  ['in the next six hours', 6, '2026-11-29T07:00:00Z', '2026-11-29T13:00:00Z', true],
  ['just before midnight in Almaty', 6, '2026-11-28T18:59:59Z', '2026-11-28T19:00:00Z', true],
  ['on the same day', 24, '2026-11-28T19:00:00Z', '2026-11-29T18:59:59Z', false],
  ['the day before', 24, '2026-11-28T18:59:59Z', '2026-11-28T19:00:00Z', true],
  ['a year ago', 24, '2025-11-28T18:59:59Z', '2026-11-28T19:00:00Z', true],
  ['before the clock was moved back', 6, '2026-12-29T07:00:00Z', '2026-11-29T07:00:00Z', true],
] as const)('measured %s: due again', (_, everyHours, last, now, due) => {
  expect(isDue({ everyHours }, last === null ? null : new Date(last), new Date(now))).toBe(due)
})

test('a value expires when two measurements were missed', () => {
  const at = new Date('2026-11-29T07:03:00Z')
  expect(expiryOf({ everyHours: 6 }, at).toISOString()).toBe('2026-11-29T20:03:00.000Z')
  expect(expiryOf({ everyHours: 24 }, at).toISOString()).toBe('2026-12-01T08:03:00.000Z')
})

test('a period ends with its measurement', () => {
  const at = new Date('2026-11-29T07:03:00Z')
  expect(periodFrom({ days: 90 }, at)?.toISOString()).toBe('2026-08-31T07:03:00.000Z')
  expect(periodFrom({ days: null }, at)).toBeNull()
})
