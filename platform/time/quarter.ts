import { addDays, daysBetween, type LocalDate } from './local-date.ts'

/** A quarter of the calendar: `2026-Q4`. */
export type Quarter = string

export const quarterPattern = /^\d{4}-Q[1-4]$/

export function quarterOf(day: LocalDate): Quarter {
  const month = Number(day.slice(5, 7))
  return `${day.slice(0, 4)}-Q${Math.ceil(month / 3)}`
}

/** Quarters counted from the year 0, so that they can be subtracted. */
const numberOf = (quarter: Quarter): number => Number(quarter.slice(0, 4)) * 4 + Number(quarter.slice(6)) - 1

/** How many quarters the second is after the first; negative before it. */
export const quartersBetween = (from: Quarter, to: Quarter): number => numberOf(to) - numberOf(from)

/** The first day of a quarter. */
export function firstDayOf(quarter: Quarter): LocalDate {
  const month = Number(quarter.slice(6)) * 3 - 2
  return `${quarter.slice(0, 4)}-${String(month).padStart(2, '0')}-01`
}

export const previousQuarter = (quarter: Quarter): Quarter => quarterOf(addDays(firstDayOf(quarter), -1))

/** The last day of a quarter. */
export const lastDayOf = (quarter: Quarter): LocalDate =>
  addDays(firstDayOf(quarterOf(addDays(firstDayOf(quarter), 100))), -1)

/** Days from today to the last day of a quarter; 0 on that day. */
export const daysLeftOf = (quarter: Quarter, today: LocalDate): number =>
  daysBetween(today, lastDayOf(quarter))
