import { type Locale, locales } from './locales.ts'
import { messages } from './messages.ts'

type Words = Record<string, string>

/** The key of a message cannot contain a point: `consent:withdraw` is the action `consent.withdraw`. */
export const wordsByAction = (words: Words): Words =>
  Object.fromEntries(Object.entries(words).map(([key, word]) => [key.replaceAll(':', '.'), word]))

const byLocale = new Map(
  locales.map((locale) => [locale, wordsByAction(messages[locale].auditActions)] as const),
)

/** What the actions of the audit log are called in a language, by their codes. */
export const actionWords = (locale: Locale): Words => byLocale.get(locale) ?? {}

/** What an action of the audit log is called; undefined for one that only an older version wrote. */
export const actionWord = (locale: Locale, action: string): string | undefined => actionWords(locale)[action]
