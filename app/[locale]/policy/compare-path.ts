import type { Locale } from '#i18n/locales.ts'

/** The page that compares two versions. */
export const comparePath = (locale: Locale, from: number, to: number) =>
  `/${locale}/policy/compare?from=${from}&to=${to}`

type Then = {
  /** The version of then: null where there was none, 0 for a text that this portal never had. */
  version: number | null
  newest: number
  /** Null: no clause is about it. */
  clause: string | null
}

/** What a clause said then beside what it says now; null while the words of then are in force. */
export function thenAndNowPath(locale: Locale, { version, newest, clause }: Then): string | null {
  if (!version || version >= newest) return null
  return comparePath(locale, version, newest) + (clause ? `#${clause}` : '')
}
