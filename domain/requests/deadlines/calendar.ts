import type { calendarKinds, calendarStates, holidays } from '#db/schema/request-codes.ts'
import { addDays, dayOfWeek, isLocalDate, type LocalDate } from '#platform/time/local-date.ts'

/** A day that differs from its weekday. */
export type CalendarDay = {
  date: LocalDate
  kind: (typeof calendarKinds)[number]
  holiday?: (typeof holidays)[number] | null | undefined
  /** Where it was read, or how it was found. */
  source: string
  state: (typeof calendarStates)[number]
}

export type Calendar = {
  days: ReadonlyMap<LocalDate, CalendarDay>
  /** Years of which every listed day is official. All others may still move. */
  settledYears: ReadonlySet<string>
}

export const weekendsOnly: Calendar = { days: new Map(), settledYears: new Set() }

const yearOf = (date: LocalDate) => date.slice(0, 4)

/** Throws `RangeError` for a date that does not exist or is listed twice. */
export function calendarOf(rows: readonly CalendarDay[]): Calendar {
  const days = new Map<LocalDate, CalendarDay>()
  for (const row of rows) {
    if (!isLocalDate(row.date) || days.has(row.date)) throw new RangeError(`calendar day ${row.date}`)
    days.set(row.date, row)
  }
  const open = new Set(rows.filter((row) => row.state !== 'official').map((row) => yearOf(row.date)))
  const settledYears = new Set(rows.map((row) => yearOf(row.date)).filter((year) => !open.has(year)))
  return { days, settledYears }
}

/** Why a day is worked or not. `perhaps-off`: an estimate that is not relied on. */
export type DayReason = 'working-day' | 'weekend' | 'day-off' | 'worked-weekend' | 'perhaps-off'
export type DayOfWork = { date: LocalDate; working: boolean; why: DayReason }

/**
 * What a day is. An estimated day off counts as a working day, as do all weekdays of an unlisted year: an early
 * deadline harms nobody, a late one breaks the law. An estimated working day counts for the same reason.
 */
export function dayOf(date: LocalDate, calendar: Calendar): DayOfWork {
  const listed = calendar.days.get(date)
  const weekend = dayOfWeek(date) % 6 === 0
  if (listed?.kind === 'worked')
    return { date, working: true, why: weekend ? 'worked-weekend' : 'working-day' }
  if (listed?.kind === 'off' && listed.state !== 'estimated') return { date, working: false, why: 'day-off' }
  if (weekend) return { date, working: false, why: 'weekend' }
  return { date, working: true, why: listed ? 'perhaps-off' : 'working-day' }
}

export function isWorkingDay(date: LocalDate, calendar: Calendar): boolean {
  return dayOf(date, calendar).working
}

/** The n-th working day after the date; the date itself is not counted (Art. 172-176 of the Civil Code). */
export function addWorkingDays(date: LocalDate, amount: number, calendar: Calendar): LocalDate {
  if (!Number.isInteger(amount) || amount < 1) throw new RangeError(`${amount} working days`)
  let day = date
  for (let left = amount; left > 0; ) {
    day = addDays(day, 1)
    if (isWorkingDay(day, calendar)) left -= 1
  }
  return day
}

/** False when a day after `from`, up to `to`, lies in a year whose calendar is not official yet. */
export function isSettled(from: LocalDate, to: LocalDate, calendar: Calendar): boolean {
  const first = Number(yearOf(addDays(from, 1)))
  const last = Number(yearOf(to))
  for (let year = first; year <= last; year += 1) {
    if (!calendar.settledYears.has(String(year).padStart(4, '0'))) return false
  }
  return true
}
