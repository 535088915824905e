import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

export const comparisonTexts = (locale: Locale) => {
  const t = translator(locale, 'policy')
  return {
    added: t('compare.added'),
    removed: t('compare.removed'),
    changed: t('compare.changed'),
    same: t('compare.same'),
    moved: t('compare.moved'),
    nothing: t('compare.nothing'),
    legend: t('compare.legend'),
  }
}
