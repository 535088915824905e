import { addDays, daysBetween, type LocalDate } from '#platform/time/local-date.ts'

/** A quarter of the calendar in Almaty: `2026-Q4`. */
export type Period = string

export const periodPattern = /^\d{4}-Q[1-4]$/

export function periodOf(day: LocalDate): Period {
  const month = Number(day.slice(5, 7))
  return `${day.slice(0, 4)}-Q${Math.ceil(month / 3)}`
}

/** The first day of a quarter. */
export function beginOf(period: Period): LocalDate {
  const quarter = Number(period.slice(6))
  return `${period.slice(0, 4)}-${String(quarter * 3 - 2).padStart(2, '0')}-01`
}

export const previousPeriod = (period: Period): Period => periodOf(addDays(beginOf(period), -1))

/** The last day of a quarter, by which its review is due. */
export const lastDayOf = (period: Period): LocalDate =>
  addDays(beginOf(periodOf(addDays(beginOf(period), 100))), -1)

export const daysLeftOf = (period: Period, today: LocalDate): number => daysBetween(today, lastDayOf(period))

/** Days before the end of a quarter at which reviewers are reminded, the nearest first. */
const REMIND_DAYS = [7, 30] as const

/** Which reminder is due of a review that is not complete; null while there is time. */
export const reviewReminder = (daysLeft: number): (typeof REMIND_DAYS)[number] | null =>
  REMIND_DAYS.find((days) => daysLeft <= days) ?? null
