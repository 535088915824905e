/** The only source of the present. Milliseconds matter nowhere; the database's own clock orders the ledger. */
export type Clock = { now(): Date }

/** The machine's clock, moved by whole seconds for trying deadlines with sample data. */
export function openClock(offsetSeconds = 0): Clock {
  return { now: () => new Date(Date.now() + offsetSeconds * 1000) }
}
