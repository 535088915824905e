import type { Locale } from '#i18n/locales.ts'

/** The page that compares two versions. */
export const comparePath = (locale: Locale, from: number, to: number) =>
  `/${locale}/policy/compare?from=${from}&to=${to}`
