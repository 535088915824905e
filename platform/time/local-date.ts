/** A day of the calendar, `2026-11-22`, in no zone. */
export type LocalDate = string

const pattern = /^\d{4}-\d{2}-\d{2}$/
const DAY = 86_400_000

const atUtc = (date: LocalDate) => Date.parse(`${date}T00:00:00Z`)

/** True for a day that exists: `2027-02-29` is none. */
export function isLocalDate(value: string): value is LocalDate {
  if (!pattern.test(value)) return false
  const time = atUtc(value)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value)
}

/** The date `days` later. Throws `RangeError` for an invalid date. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(atUtc(date) + days * DAY).toISOString().slice(0, 10)
}

/** 0 is Sunday, 6 is Saturday. */
export function dayOfWeek(date: LocalDate): number {
  return new Date(atUtc(date)).getUTCDay()
}

/** Whole days from one date to a later one; negative to an earlier one. */
export const daysBetween = (from: LocalDate, to: LocalDate): number => (atUtc(to) - atUtc(from)) / DAY

/** Every date from the first to the last, both included; empty when the last is before the first. */
export function datesBetween(first: LocalDate, last: LocalDate): LocalDate[] {
  const dates: LocalDate[] = []
  for (let date = first; date <= last; date = addDays(date, 1)) dates.push(date)
  return dates
}
