import type { ConsentState } from '#domain/consent/ledger/read-choices.ts'
import { switchPurposes } from '#domain/consent/rules/catalogue.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** The current choices in one sentence: “On: 2 notifications, analytics. Everything else is off.” */
export function choicesSummary(locale: Locale, standing: readonly ConsentState[]): string {
  const t = translator(locale, 'my')
  const on = standing.filter((one) => one.decision === 'granted' && one.purpose !== 'service')
  if (on.length === 0) return t('allOff')
  const notifications = on.filter((one) => one.purpose === 'communication').length
  const parts = notifications > 0 ? [t('notifications', { count: notifications })] : []
  for (const purpose of switchPurposes)
    if (on.some((one) => one.purpose === purpose)) parts.push(t(`purposes.${purpose}`))
  const list = parts.join(', ')
  return on.length === standing.filter(({ purpose }) => purpose !== 'service').length
    ? t('all', { list })
    : t('some', { list })
}
