import { expect, it } from 'vitest'
import { newId } from '#platform/ids.ts'
import { deliveryIdOf } from './webhook-message.ts'
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

it('the id of a message is a UUID in the order of time, the same whenever it is made', () => {
  const endpointId = newId()
  const message = (at: number, tie: number, source = `choice:${tie}`) =>
    deliveryIdOf(endpointId, {
      subjectId: endpointId,
      event: 'choice.recorded',
      at: new Date(at),
      tie,
      source,
      data: {},
    })
  const ids = [
    message(1, 1),
    message(1, 2),
    message(1, 16),
    message(1, 4096),
    message(2, 0),
    message(70_000, 0),
  ]
  expect(ids).toEqual([...ids].sort())
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(message(1, 1)).toBe(message(1, 1))
  expect(message(1, 1, 'choice:other')).not.toBe(message(1, 1))
})
