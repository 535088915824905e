import type { MessageClass } from '#domain/consent/rules/catalogue.ts'
import { quietFrom, quietUntil } from '#domain/consent/rules/quiet-hours.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** Whether the messages of a topic are advertising, and when those by SMS do not come (Advertising Law; see docs/decisions/015). */
export function messageNotes(
  locale: Locale,
  kind: MessageClass,
): { kind: string; notes: Record<string, string> } {
  const t = translator(locale, 'choices')
  const quiet = t('quiet', { from: quietFrom, until: quietUntil })
  return { kind: t(`messageClass.${kind}`), notes: kind === 'advertising' ? { sms: quiet } : {} }
}
