import { clockTime } from './clock-time.ts'
import { type Locale, timeZone } from './locales.ts'

const partsOf = (locale: Locale, zone: string) =>
  new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: zone })

const zoneOf = (date: string | Date) =>
  typeof date === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(date) ? 'UTC' : timeZone

/**
 * A date as documents write it: «2025 жылғы 15 қаңтар», «15 января 2025 года», “15 January 2025”. A date without a
 * time (`2025-01-15`) is that day everywhere; a moment is shown as its day in Kazakhstan. Throws `RangeError` for an
 * invalid date.
 */
export function longDate(locale: Locale, date: string | Date): string {
  const parts = partsOf(locale, zoneOf(date)).formatToParts(new Date(date))
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? ''
  const [day, month, year] = [of('day'), of('month'), of('year')]
  switch (locale) {
    case 'kk':
      return `${year} жылғы ${day} ${month}`
    case 'ru':
      return `${day} ${month} ${year} года`
    case 'en':
      return `${day} ${month} ${year}`
  }
}

/** A date and a time in a sentence: «2025 жылғы 15 қаңтар, 13:20», «15 января 2025 года, 13:20», “15 January 2025, 13:20”. */
export const longMoment = (locale: Locale, at: string | Date) => `${longDate(locale, at)}, ${clockTime(at)}`

/** A date in a table: «2025 ж. 6 қаң.», «6 янв. 2025 г.», “6 Jan 2025”. Zones as in `longDate`. */
export function shortDate(locale: Locale, date: string | Date): string {
  // The medium style writes «06 қаң.» in Kazakh.
  const parts = { day: 'numeric', month: 'short', year: 'numeric', timeZone: zoneOf(date) } as const
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, parts).format(new Date(date))
}

/** A date and a time in a table: “6 Jan 2025, 13:20”. */
export const shortMoment = (locale: Locale, at: string | Date) => `${shortDate(locale, at)}, ${clockTime(at)}`
