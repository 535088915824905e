import type { LocalDate } from '#platform/time/local-date.ts'
import type { CalendarDay } from './calendar.ts'

/** `missing`: no day of the year is listed. `unofficial`: some listed day is calculated or estimated. */
export type CalendarGap = { year: number; gap: 'missing' | 'unofficial' }

/** From the first of this month the table of the next year is asked for: terms that begin in December end in January. */
const asksFromMonth = 12

/**
 * Which years need a table now: the current year, and from 1 December the next one. A gap matters because a worked Saturday
 * that is not in the table makes a term end later than the law allows, and so does a calculated day off that is not confirmed.
 */
export function calendarGaps(
  today: LocalDate,
  days: readonly Pick<CalendarDay, 'date' | 'state'>[],
): CalendarGap[] {
  const [year = 0, month = 0] = today.split('-').map(Number)
  const asked = month >= asksFromMonth ? [year, year + 1] : [year]
  return asked.flatMap((one): CalendarGap[] => {
    const listed = days.filter(({ date }) => date.startsWith(`${one}-`))
    if (listed.length === 0) return [{ year: one, gap: 'missing' }]
    return listed.every(({ state }) => state === 'official') ? [] : [{ year: one, gap: 'unofficial' }]
  })
}
