const minute = 60_000
const hour = 60 * minute

/**
 * Pauses after each try of a message that the server put off. Greylisting ends within minutes, a full mailbox within days;
 * together four and a half days (RFC 5321, 4.5.4.1: four or five at the least).
 */
const pauses = [
  5 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  ...Array.from({ length: 8 }, () => 12 * hour),
]

/** When a message that was put off `tries` times is tried next; null: it is given up. */
export function nextTryAt(tries: number, now: Date): Date | null {
  const pause = pauses[tries - 1]
  return pause === undefined ? null : new Date(now.getTime() + pause)
}
