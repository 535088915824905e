/** The only source of the present. With sample data it can be moved, for trying deadlines (`PORTAL_CLOCK_OFFSET`). */
export type Clock = {
  /** The portal's time: for everything that is written, compared and shown. */
  now(): Date
  /** The machine's own time, for what others compare with their clocks: authenticators, receivers of signed messages. */
  unmoved(): Date
}

/** The machine's clock, moved by whole seconds. */
export function openClock(offsetSeconds = 0): Clock {
  return clockOf(() => new Date(Date.now() + offsetSeconds * 1000))
}

/** A clock that tells another time to the portal. */
export const clockOf = (now: () => Date): Clock => ({ now, unmoved: () => new Date() })

/** How far the portal is ahead of its database and its queue, whose clocks are not moved; whole seconds, in ms. */
export const aheadOfDatabaseMs = (clock: Pick<Clock, 'now'>): number =>
  Math.round((clock.now().getTime() - Date.now()) / 1000) * 1000
