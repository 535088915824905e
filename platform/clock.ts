/** The only source of the current time. Nothing relies on its milliseconds: what must be ordered uses the database's clock. */
export type Clock = { now(): Date }

/** The machine's clock, moved by whole seconds for trying deadlines with sample data. */
export function openClock(offsetSeconds = 0): Clock {
  return { now: () => new Date(Date.now() + offsetSeconds * 1000) }
}
