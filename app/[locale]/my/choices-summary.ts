import type { ConsentState } from '#domain/consent/ledger/read-choices.ts'
import { type ChoiceTitles, choiceTitle } from '#i18n/choice-title.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'

/**
 * The current choices in one sentence: “On: 2 notifications, analytics. Everything else is off.” `titles`: of the purposes that the
 * operator has added.
 */
export function choicesSummary(
  locale: Locale,
  standing: readonly ConsentState[],
  titles: ChoiceTitles,
): string {
  const t = translator(locale, 'my')
  const inSentence: Record<string, string> = messages[locale].my.purposes
  const on = standing.filter((one) => one.decision === 'granted' && one.purpose !== 'service')
  if (on.length === 0) return t('allOff')
  const notifications = on.filter((one) => one.purpose === 'communication').length
  const list = [
    ...(notifications > 0 ? [t('notifications', { count: notifications })] : []),
    ...on
      .filter(({ purpose }) => purpose !== 'communication')
      .map((one) => inSentence[one.purpose] ?? choiceTitle(locale, one, titles)),
  ].join(', ')
  return on.length === standing.filter(({ purpose }) => purpose !== 'service').length
    ? t('all', { list })
    : t('some', { list })
}
