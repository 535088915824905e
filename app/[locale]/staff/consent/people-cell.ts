import type { Cell } from '#domain/assurance/statistics/withhold-cells.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** How many people, or that it is not shown. */
export const peopleCell = (locale: Locale, cell: Cell): string =>
  cell === null ? translator(locale, 'consentState')('withheld') : new Intl.NumberFormat(locale).format(cell)
