import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'

/** What readers call a source; one that the messages do not know is shown by its own name. */
export function sourceTitle(locale: Locale, name: string): string {
  const titles: Record<string, string> = messages[locale].erasure.sources
  return titles[name] ?? name
}
