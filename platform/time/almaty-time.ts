import type { LocalDate } from './local-date.ts'

export const timeZone = 'Asia/Almaty'

// Swedish dates are written as in ISO 8601.
const format = new Intl.DateTimeFormat('sv-SE', {
  timeZone,
  calendar: 'gregory',
  numberingSystem: 'latn',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

/** Date and time on the clocks of Almaty, `2026-11-22 23:59:59`. */
const wallTime = (instant: Date | number): string => format.format(instant).padStart(19, '0')

/** The date in Almaty. Throws `RangeError` for an invalid instant. */
export const almatyDate = (instant: Date): LocalDate => wallTime(instant).slice(0, 10)

/** The hour in Almaty, 0 to 23. */
export const almatyHour = (instant: Date | number): number => Number(wallTime(instant).slice(11, 13))

const HOUR = 3_600_000

/** Date, time and zone in Almaty as files write it: `2026-11-22 23:59:59 +05:00`. Throws `RangeError` for an invalid instant. */
export function almatyMoment(instant: Date): string {
  const wall = wallTime(instant)
  const seconds = Math.floor(instant.getTime() / 1000) * 1000
  const hours = (Date.parse(`${wall.replace(' ', 'T')}Z`) - seconds) / HOUR
  return `${wall} +${String(hours).padStart(2, '0')}:00`
}

// The first is today's; before March 2024 it was +06, and in the summers until 2004 +07.
const offsets = [5, 6, 7]

/**
 * When it was that date and time (`13:45:00`) in Almaty. Of an hour that came twice, the later one; one that was skipped is
 * read at +06. Throws `RangeError` for an invalid date.
 */
export function almatyInstant(date: LocalDate, time = '00:00:00'): Date {
  const wall = `${date} ${time}`
  const asUtc = Date.parse(`${date}T${time}Z`)
  const offset = offsets.find((hours) => wallTime(asUtc - hours * HOUR) === wall) ?? 6
  return new Date(asUtc - offset * HOUR)
}

/**
 * 23:59:59 in Almaty on that date: the last second of the day. 29 February 2024 had two of them, as the clocks went back
 * from +06 to +05 at its end; the second one ends the day.
 */
export const endOfAlmatyDay = (date: LocalDate): Date => almatyInstant(date, '23:59:59')
