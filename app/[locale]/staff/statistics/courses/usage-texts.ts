import type { UsageView } from '#domain/fulfilment/usage/read-usage.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Cell = ReturnType<UsageView['cell']>

export const usageNumber = (locale: Locale, value: number) =>
  new Intl.NumberFormat(locale === 'en' ? 'en-GB' : locale).format(value)

/** People of a group, or that their number is withheld. */
export const peopleText = (locale: Locale, { people }: Cell): string =>
  people === null ? translator(locale, 'courseUsage')('withheld') : usageNumber(locale, people)

export const averageText = (locale: Locale, { average }: Cell): string =>
  average === null ? '–' : usageNumber(locale, average)
