import { expect, it } from 'vitest'
import { newId } from '#platform/ids.ts'
import { attemptOffsets, mostAttempts, pauseAfter } from './webhook-pauses.ts'

it('pauses grow, differ between messages, are found again, and end a day after the first attempt', () => {
  const ids = Array.from({ length: 50 }, newId)
  for (const id of ids) {
    let sum = 0
    for (let n = 1; n < mostAttempts; n++) {
      const pause = pauseAfter(id, n) ?? 0
      expect(pauseAfter(id, n)).toBe(pause)
      sum += pause
      const latest = attemptOffsets[n] ?? 0
      const gap = latest - (attemptOffsets[n - 1] ?? 0)
      expect(sum).toBeLessThanOrEqual(latest)
      expect(sum).toBeGreaterThanOrEqual(latest - gap / 4 - 1)
    }
    expect(sum).toBe(24 * 3_600_000)
    expect(pauseAfter(id, mostAttempts)).toBeNull()
  }
  expect(new Set(ids.map((id) => pauseAfter(id, 5))).size).toBeGreaterThan(40)
})
