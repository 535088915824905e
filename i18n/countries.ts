import type { Locale } from './locales.ts'

/** Names of countries by their codes (ISO 3166-1), as a list. */
export function countryNames(locale: Locale, codes: readonly string[]): string {
  const names = new Intl.DisplayNames(locale, { type: 'region' })
  return codes.map((code) => names.of(code) ?? code).join(', ')
}
