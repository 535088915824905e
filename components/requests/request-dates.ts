import { type Locale, timeZone } from '#i18n/locales.ts'

// Days come as `2026-11-22`, in no zone; moments are shown as they are in Almaty. English as in Kazakhstan: day before month.

const tag = (locale: Locale) => (locale === 'en' ? 'en-GB' : locale)
const dayMonth = (locale: Locale, zone = 'UTC') =>
  new Intl.DateTimeFormat(tag(locale), { day: 'numeric', month: 'long', timeZone: zone })

/** “28 November”. */
export const shortDay = (locale: Locale, date: string) => dayMonth(locale).format(new Date(date))

/** “28–29 November”; a single day as itself. */
export const dayRange = (locale: Locale, from: string, to: string) =>
  dayMonth(locale)
    .formatRange(new Date(from), new Date(to))
    // Within a month as in the other two languages.
    .replace(/^(\d+)\s–\s(\d+)\s/, '$1–$2 ')

/** “28 November”, of a moment in Almaty. */
export const momentDay = (locale: Locale, at: string) => dayMonth(locale, timeZone).format(new Date(at))

/** “Sat”, “28”. */
export function weekdayAndNumber(locale: Locale, date: string): { weekday: string; number: string } {
  const weekday = new Intl.DateTimeFormat(tag(locale), { weekday: 'short', timeZone: 'UTC' })
  return { weekday: weekday.format(new Date(date)), number: String(Number(date.slice(8))) }
}

export const isMonday = (date: string) => new Date(date).getUTCDay() === 1

/** Whole days from one day to a later one; negative to an earlier one. */
export const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000
