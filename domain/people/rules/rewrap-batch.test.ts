import { expect, test } from 'vitest'
import { firstBatch, nextBatch } from './rewrap-batch.ts'

test.each([
  ['stays when it took its time', 400, 25, 400],
  ['grows by a quarter at most', 400, 5, 500],
  ['grows a little', 400, 22, 455],
  ['halves when it took twice as long', 400, 50, 200],
  ['shrinks at once', 800, 200, 100],
  ['is never smaller than 50', 100, 1000, 50],
  ['is never larger than 1,000', 1000, 1, 1000],
  ['takes a batch without a time as a quick one', 100, 0, 125],
])('a batch %s', (_what, size, heldMs, next) => expect(nextBatch(size, heldMs)).toBe(next))

test('a machine that is ten times slower is followed within three batches', () => {
  const heldBy = (size: number) => size * 0.5
  let size = firstBatch
  for (let n = 0; n < 3; n++) size = nextBatch(size, heldBy(size))
  expect(heldBy(size)).toBeLessThanOrEqual(26)
})
