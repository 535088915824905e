import type { holidays } from '#db/schema/request-codes.ts'
import { addDays, dayOfWeek, type LocalDate } from '#platform/time/local-date.ts'
import type { CalendarDay } from './calendar.ts'

export type Holiday = (typeof holidays)[number]

/**
 * The days of the year on which a holiday is kept (Law 267-II "On holidays", Art. 2-4), as MM-DD; none for Kurban Ait, whose
 * date follows the moon. Constitution Day was on 30 August until 2025; 15 March is from 2027.
 */
const daysOf: Record<Holiday, readonly string[]> = {
  'new-year': ['01-01', '01-02'],
  christmas: ['01-07'],
  women: ['03-08'],
  constitution: [],
  nauryz: ['03-21', '03-22', '03-23'],
  unity: ['05-01'],
  defender: ['05-07'],
  victory: ['05-09'],
  'kurban-ait': [],
  capital: ['07-06'],
  republic: ['10-25'],
  independence: ['12-16'],
}

function constitutionDay(year: number): readonly string[] {
  if (year <= 2025) return ['08-30']
  return year >= 2027 ? ['03-15'] : []
}

/** The dates of a holiday in a year, before any day off is moved; empty where the law names no date. */
export function datesOfHoliday(holiday: Holiday, year: number): LocalDate[] {
  const days = holiday === 'constitution' ? constitutionDay(year) : daysOf[holiday]
  return days.map((day) => `${year}-${day}`)
}

/** The holiday that is kept on a date, also on a Saturday or Sunday that no table lists; null for none. */
export function holidayOn(date: LocalDate): Holiday | null {
  const year = Number(date.slice(0, 4))
  const codes = Object.keys(daysOf) as Holiday[]
  return codes.find((holiday) => datesOfHoliday(holiday, year).includes(date)) ?? null
}

/**
 * How a listed day differs from its weekday. `moved-off`: a day off in place of a holiday on a weekend, or of a weekend that
 * is worked. `worked-weekend`: a Saturday or Sunday that is worked.
 */
export type DayMark = 'holiday' | 'moved-off' | 'day-off' | 'worked-weekend' | 'worked'

/** Which mark a listed day has: the pages and the list of the year use the same words for it. */
export function markOf({ date, kind, holiday }: Pick<CalendarDay, 'date' | 'kind' | 'holiday'>): DayMark {
  if (kind === 'worked') return isWeekend(date) ? 'worked-weekend' : 'worked'
  if (!holiday) return isWeekend(date) ? 'day-off' : 'moved-off'
  const own = datesOfHoliday(holiday, Number(date.slice(0, 4)))
  return own.length === 0 || own.includes(date) ? 'holiday' : 'moved-off'
}

export const isWeekend = (date: LocalDate) => dayOfWeek(date) % 6 === 0

/** The weeks of a month as rows from Monday to Sunday; null where a cell belongs to another month. `month` is 1-12. */
export function weeksOfMonth(year: number, month: number): (LocalDate | null)[][] {
  const first = `${year}-${String(month).padStart(2, '0')}-01`
  const before = (dayOfWeek(first) + 6) % 7
  const cells: (LocalDate | null)[] = Array.from({ length: before }, () => null)
  for (let date = first; date.startsWith(first.slice(0, 7)); date = addDays(date, 1)) cells.push(date)
  while (cells.length % 7 !== 0) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}
