import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'

/** The kind of a message, by the job that writes it. */
export const mailWord = (locale: Locale, task: string) => wordOf(messages[locale].undeliveredMail.kinds, task)

/** Why it was not delivered. */
export const reasonWord = (locale: Locale, reason: string) =>
  wordOf(messages[locale].undeliveredMail.reasons, reason)

function wordOf(words: Record<string, string>, code: string): string {
  return words[code] ?? code
}
