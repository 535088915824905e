import { timeZone } from '#platform/time/almaty-time.ts'
import type { Locale } from './locales.ts'

// A date without a time (`2025-01-15`) is that day everywhere; a moment is shown as its day in Kazakhstan. English is that of
// Kazakhstan: the day before the month. All throw `RangeError` for what is no date.

type Given = string | Date

const zoneOf = (date: Given) =>
  typeof date === 'string' && /^\d{4}-\d{2}(-\d{2})?$/.test(date) ? 'UTC' : timeZone

const formatOf = (locale: Locale, date: Given, parts: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { ...parts, timeZone: zoneOf(date) })

const written = (locale: Locale, date: Given, parts: Intl.DateTimeFormatOptions) =>
  formatOf(locale, date, parts).format(new Date(date))

/** A date as documents write it: «2025 жылғы 15 қаңтар», «15 января 2025 года», “15 January 2025”. The day and its month stay on one line. */
export function longDate(locale: Locale, date: Given): string {
  const format = formatOf(locale, date, { day: 'numeric', month: 'long', year: 'numeric' })
  const parts = format.formatToParts(new Date(date))
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? ''
  const [day, month, year] = [of('day'), of('month'), of('year')]
  switch (locale) {
    case 'kk':
      return `${year} жылғы ${day}\u00a0${month}`
    case 'ru':
      return `${day}\u00a0${month} ${year}\u00a0года`
    case 'en':
      return `${day}\u00a0${month} ${year}`
  }
}

/** A date and a time in a sentence: «2025 жылғы 15 қаңтар, 13:20», «15 января 2025 года, 13:20», “15 January 2025, 13:20”. */
export const longMoment = (locale: Locale, at: Given) => `${longDate(locale, at)}, ${clockTime(at)}`

/** A date in a table: «2025 ж. 6 қаң.», «6 янв. 2025 г.», “6 Jan 2025”. */
export const shortDate = (locale: Locale, date: Given) =>
  // The medium style writes «06 қаң.» in Kazakh.
  written(locale, date, { day: 'numeric', month: 'short', year: 'numeric' })

/** A date and a time in a table: “6 Jan 2025, 13:20”. */
export const shortMoment = (locale: Locale, at: Given) => `${shortDate(locale, at)}, ${clockTime(at)}`

/** “6 January”. */
export const dayAndMonth = (locale: Locale, date: Given) =>
  written(locale, date, { day: 'numeric', month: 'long' })

/** “6 Jan”, for a place where the year is clear. */
export const shortDayAndMonth = (locale: Locale, date: Given) =>
  written(locale, date, { day: 'numeric', month: 'short' })

/** “28–29 November”; a single day as itself. */
export const dayRange = (locale: Locale, from: string, to: string) =>
  formatOf(locale, from, { day: 'numeric', month: 'long' })
    .formatRange(new Date(from), new Date(to))
    // Within a month as in the other two languages.
    .replace(/^(\d+)\s–\s(\d+)\s/, '$1–$2 ')

/** “November 2026”, of `2026-11` or a date. */
export const monthAndYear = (locale: Locale, month: Given) =>
  written(locale, month, { month: 'long', year: 'numeric' })

/** “November”, of `2026-11`, as a heading where the year is clear. */
export const monthName = (locale: Locale, month: string) => written(locale, month, { month: 'long' })

/** “Nov”, of `2026-11`, for an axis where the year stands beside it. */
export const shortMonth = (locale: Locale, month: string) => written(locale, month, { month: 'short' })

/** “Sat”. */
export const weekday = (locale: Locale, date: Given) => written(locale, date, { weekday: 'short' })

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone })

/** Hour and minute in Kazakhstan, `22:05`: written the same in all three languages. */
export const clockTime = (at: Given) => clock.format(new Date(at))
