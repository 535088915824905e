import { expect, test } from 'vitest'
import { simpleInWords } from './data-facts.ts'

const table = { source: 'platform', table: 'users' }

test.each([
  ['date', '2025-12-31', '31\u00a0December 2025'],
  ['moment', '2026-11-29T08:00:00Z', '29\u00a0November 2026, 13:00'],
  ['moment', '2026-11-29T08:00:00.125+00:00', '29\u00a0November 2026, 13:00'],
  ['date', '31.12.2025', '31.12.2025'],
  ['date', '12.11.2025', '12.11.2025'],
  ['date', '2025-13-45', '2025-13-45'],
  ['date', 'infinity', 'infinity'],
  ['date', '0044-03-15 BC', '0044-03-15 BC'],
  ['moment', 1700000000, '1700000000'],
  ['moment', 'yesterday', 'yesterday'],
])('a %s %j is %j in words', (kind, value, expected) => {
  expect(simpleInWords('en', table, { kind, column: 'at' }, value)).toBe(expected)
})
