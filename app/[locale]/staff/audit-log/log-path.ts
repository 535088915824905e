import { type LogFilters, logParams } from '#domain/audit/rules/log-filters.ts'
import type { Locale } from '#i18n/locales.ts'

/** The address of a search of the log. */
export function logPath(locale: Locale, filters: LogFilters = {}, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ ...logParams(filters), ...more }).toString()
  return `/${locale}/staff/audit-log${query ? `?${query}` : ''}`
}
