import { type Locale, timeZone } from './locales.ts'

const partsOf = (locale: Locale, zone: string) =>
  new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: zone })

/**
 * A date as documents write it: «2025 жылғы 15 қаңтар», «15 января 2025 года», “15 January 2025”. A date without a
 * time (`2025-01-15`) is that day everywhere; a moment is shown as its day in Kazakhstan. Throws `RangeError` for an
 * invalid date.
 */
export function longDate(locale: Locale, date: string | Date): string {
  const plain = typeof date === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(date)
  const parts = partsOf(locale, plain ? 'UTC' : timeZone).formatToParts(new Date(date))
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
