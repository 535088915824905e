import type { SampleQuery } from '#domain/assurance/rules/audit-sample.ts'
import type { Locale } from '#i18n/locales.ts'

/** The address of the page, and of a draw. */
export function samplePath(locale: Locale, query?: SampleQuery): string {
  const page = `/${locale}/staff/audit-log/sample`
  return query ? `${page}?${new URLSearchParams(query)}` : page
}
