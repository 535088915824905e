import { expect, test } from 'vitest'
import { nextTryAt } from './mail-tries.ts'

const start = new Date('2026-11-26T08:00:00Z')
const hours = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 3_600_000

test('a message that is always put off is tried for days with growing pauses, then given up', () => {
  const pauses: number[] = []
  let now = start
  for (let tries = 1; tries < 100; tries++) {
    const next = nextTryAt(tries, now)
    if (!next) break
    pauses.push(hours(now, next))
    now = next
  }
  expect(pauses.slice(0, 7)).toEqual([5 / 60, 0.25, 0.5, 1, 2, 4, 8])
  expect(pauses.slice(7)).toEqual(Array.from({ length: 8 }, () => 12))
  expect(hours(start, now)).toBeGreaterThan(4 * 24)
  expect(hours(start, now)).toBeLessThan(5 * 24)
})
