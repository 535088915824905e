import type { Locale } from '#i18n/locales.ts'
import type { Quarter } from '#platform/time/quarter.ts'

export const quarterPath = (locale: Locale, quarter?: Quarter): string =>
  `/${locale}/staff/reports/quarter${quarter ? `?quarter=${quarter}` : ''}`
