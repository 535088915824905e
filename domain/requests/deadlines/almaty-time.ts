import { addDays, type LocalDate } from './local-date.ts'

const zone = 'Asia/Almaty'

const dateFormat = new Intl.DateTimeFormat('en-US', {
  timeZone: zone,
  calendar: 'gregory',
  numberingSystem: 'latn',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** The date on the wall in Almaty. Throws `RangeError` for an invalid instant. */
export function almatyDate(instant: Date): LocalDate {
  const parts = new Map(dateFormat.formatToParts(instant).map((part) => [part.type, part.value]))
  return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`
}

const HOUR = 3_600_000
// Kazakhstan has been at +05, +06 and, in the summers until 2004, at +07; every zone of the tz database lies within these.
const offsets = [4, 5, 6, 7, 8]

/**
 * 23:59:59 in Almaty on that date: the last second of the day. 29 February 2024 had two of them, as the clocks went back
 * from +06 to +05 at its end; the second one ends the day.
 */
export function endOfAlmatyDay(date: LocalDate): Date {
  const midnight = Date.parse(`${addDays(date, 1)}T00:00:00Z`)
  for (const offset of offsets) {
    const instant = new Date(midnight - offset * HOUR - 1000)
    // Only the very last second is followed by another date: of two seconds 23:59:59 the first is followed by 23:00.
    if (almatyDate(instant) === date && almatyDate(new Date(instant.getTime() + 1000)) !== date)
      return instant
  }
  throw new RangeError(`the end of ${date} is at no known offset`)
}
