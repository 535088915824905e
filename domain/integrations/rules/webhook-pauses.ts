import { createHash } from 'node:crypto'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** How long after the first attempt each further one is made, at the latest; a message that fails at the last is given up. */
export const attemptOffsets = [
  0,
  5 * second,
  35 * second,
  3 * minute,
  15 * minute,
  45 * minute,
  2 * hour,
  4 * hour,
  8 * hour,
  16 * hour,
  24 * hour,
] as const

export const mostAttempts = attemptOffsets.length

/** Of each pause up to a quarter is left out, so that what failed together does not come back together. */
const jitter = 0.25

/**
 * Milliseconds from attempt number `attempts` to the next; null when there is none. Every process finds the same for the
 * same message, so nothing about it is stored. The last attempt is not moved: it is a day after the first.
 */
export function pauseAfter(deliveryId: string, attempts: number): number | null {
  if (attempts < 1) return 0
  if (attempts >= mostAttempts) return null
  return offsetOf(deliveryId, attempts) - offsetOf(deliveryId, attempts - 1)
}

function offsetOf(deliveryId: string, index: number): number {
  const at = attemptOffsets[index] ?? 0
  if (index === 0 || index === mostAttempts - 1) return at
  const pause = at - (attemptOffsets[index - 1] ?? 0)
  const share = createHash('sha256').update(`${deliveryId}/${index}`).digest().readUInt32BE() / 2 ** 32
  return Math.round(at - share * jitter * pause)
}
