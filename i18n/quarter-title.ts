import type { Quarter } from '#platform/time/quarter.ts'
import type { Locale } from './locales.ts'
import { translator } from './translator.ts'

/** “quarter 4 of 2026” for `2026-Q4`. */
export const quarterTitle = (locale: Locale, quarter: Quarter): string =>
  translator(locale, 'common')('quarter', { year: quarter.slice(0, 4), quarter: quarter.slice(6) })
