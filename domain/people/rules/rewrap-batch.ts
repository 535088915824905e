/** How long a batch should hold its rows: a quarter of what somebody who creates or erases a person may wait. */
const TARGET_MS = 25
const FEWEST = 50
const MOST = 1000

export const firstBatch = 250

/**
 * How many keys the next batch rewraps, after one of `size` held its rows for `heldMs`. It shrinks at once on a busy machine and
 * grows by a quarter at a time on a quiet one.
 */
export function nextBatch(size: number, heldMs: number): number {
  const wanted = (size * TARGET_MS) / Math.max(heldMs, 1)
  return Math.round(Math.min(MOST, Math.max(FEWEST, Math.min(wanted, size * 1.25))))
}
