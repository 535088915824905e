import type { Locale } from '#i18n/locales.ts'

export const kitPath = (locale: Locale): string => `/${locale}/staff/audit-log/kit`
