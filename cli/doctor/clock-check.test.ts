import { expect, it } from 'vitest'
import { clockFinding } from './clock-check.ts'

const noon = Date.UTC(2026, 10, 30, 12)

it.each([
  [0, 'ok', /^less than 2 s/],
  [-1999, 'ok', /^less than 2 s/],
  [1999, 'ok', /^less than 2 s/],
  [-2000, 'warn', /^2 s ahead of the database server/],
  [2000, 'warn', /^2 s behind the database server/],
  [-29_999, 'warn', /^30 s ahead/],
  [30_000, 'fail', /^30 s behind the database server.*refused$/],
  [-86_400_000, 'fail', /^86400 s ahead/],
])('a server %i ms from this machine: %s', (ms, state, says) => {
  const found = clockFinding({ server: noon + ms, before: noon, after: noon })
  expect(found).toEqual({ state, says: expect.stringMatching(says) })
})

it('a slow answer is no difference of the clocks', () => {
  expect(clockFinding({ server: noon + 4000, before: noon, after: noon + 9000 }).state).toBe('ok')
  expect(clockFinding({ server: noon + 12_000, before: noon, after: noon + 9000 }).state).toBe('warn')
})

it('a server that does not say its time is a fault', () => {
  expect(clockFinding({ server: Number.NaN, before: noon, after: noon }).state).toBe('fail')
})
