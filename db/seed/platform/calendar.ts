const minute = 60_000
const day = 24 * 60 * minute
/** Kazakhstan has kept one time, UTC+5, since 1 March 2024; days before that would be an hour off, which no sample needs. */
const offset = 5 * 60 * minute

/** The moment `daysAgo` calendar days before `now` in Almaty, at that many minutes after midnight. */
export function almatyTime(now: Date, daysAgo: number, minutes: number, seconds = 0): Date {
  const midnight = Math.floor((now.getTime() + offset) / day) * day - offset
  return new Date(midnight - daysAgo * day + minutes * minute + seconds * 1000)
}

/** The calendar day in Almaty, `2026-11-23`. */
export function almatyDay(at: Date): string {
  return new Date(at.getTime() + offset).toISOString().slice(0, 10)
}

/** 0 is Sunday. */
export function almatyWeekday(at: Date): number {
  return new Date(at.getTime() + offset).getUTCDay()
}

export function after(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000)
}

/** Whole calendar days in Almaty from `at` to `now`. */
export function daysBetween(at: Date, now: Date): number {
  const dayOf = (moment: Date) => Math.floor((moment.getTime() + offset) / day)
  return dayOf(now) - dayOf(at)
}
