import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** What is said beside a webhook's secret; `again`: it takes the place of another. */
export function secretTexts(locale: Locale, again = false) {
  const t = translator(locale, 'integrations')
  return {
    title: again ? t('hooks.shown.rotated') : t('hooks.shown.title'),
    text: t('hooks.shown.text'),
    label: t('shown.label'),
    copy: t('shown.copy'),
    copied: t('shown.copied'),
    kept: t('shown.kept'),
    check: t('hooks.shown.check'),
    checkNote: t('hooks.shown.checkNote'),
  }
}
