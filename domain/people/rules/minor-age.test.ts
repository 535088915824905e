import { expect, test } from 'vitest'
import { ageBand, isMinorsDay } from './minor-age.ts'

test.each([
  ['the day before 14', '2030-05-10', '2026-05-09', 'under-14'],
  ['the day of turning 14', '2030-05-10', '2026-05-10', '14-17'],
  ['the day before 18', '2030-05-10', '2030-05-09', '14-17'],
  ['the day of turning 18', '2030-05-10', '2030-05-10', 'adult'],
  ['born on 29 February, before 1 March of the year of 14', '2028-02-29', '2024-02-28', 'under-14'],
  ['born on 29 February, on the day of 14', '2028-02-29', '2024-02-29', '14-17'],
  ['29 February four years before a year without it', '2104-02-29', '2100-02-28', 'under-14'],
] as const)('%s', (_, adultOn, today, band) => {
  expect(ageBand(adultOn, today)).toBe(band)
})

test.each([
  ['today', '2026-11-29', false],
  ['tomorrow', '2026-11-30', true],
  ['in eighteen years, for somebody born today', '2044-11-29', true],
  ['later than for somebody born today', '2044-11-30', false],
  ['a year with five digits is no day of a minor', '9999-01-01', false],
])('a minor turns 18 %s: %s', (_, adultOn, isPossible) => {
  expect(isMinorsDay(adultOn, '2026-11-29')).toBe(isPossible)
})
