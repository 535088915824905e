import { holidays } from '#db/schema/request-codes.ts'
import { addDays, type LocalDate } from '#platform/time/local-date.ts'
import type { CalendarDay } from './calendar.ts'
import { datesOfHoliday, isWeekend } from './holiday-dates.ts'

/** Holidays that keep their day off on a weekend: religious ones are not moved. */
const neverMoved = ['christmas', 'kurban-ait'] as const

/**
 * The days off on weekdays of a year by the list of holidays as it stands from 2026, and by the rule of transfer: a holiday on
 * a weekend gives the next working day (Labour Code, Art. 85). Without Kurban Ait and without what a decree moves.
 */
export function computedYear(year: number): CalendarDay[] {
  const named = holidays
    .flatMap((holiday) => datesOfHoliday(holiday, year).map((date) => ({ date, holiday })))
    .sort((a, b) => a.date.localeCompare(b.date))
  const off = new Set(named.map(({ date }) => date))
  const moved = named
    .filter(({ date, holiday }) => isWeekend(date) && !neverMoved.some((one) => one === holiday))
    .map(({ date, holiday }) => ({ date: nextWorking(date, off), holiday }))
  return [...named, ...moved]
    .filter(({ date }) => !isWeekend(date) && date.startsWith(`${year}-`))
    .sort((a, b) => a.date.localeCompare(b.date))
    .map(({ date, holiday }) => ({
      date,
      kind: 'off',
      holiday,
      state: 'computed',
      source: "computed: law's list of holidays, transfer from weekends",
    }))
}

/** The next weekday that is not off yet; it is off from then on. */
function nextWorking(date: LocalDate, off: Set<LocalDate>): LocalDate {
  let next = date
  do next = addDays(next, 1)
  while (isWeekend(next) || off.has(next))
  off.add(next)
  return next
}
