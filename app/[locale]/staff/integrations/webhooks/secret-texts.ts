import type { Locale } from '#i18n/locales.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { translator } from '#i18n/translator.ts'

/** What is said beside a webhook's secret; `again`: it takes the place of another. */
export function secretTexts(locale: Locale, again = false) {
  const t = translator(locale, 'integrations')
  return {
    title: again ? t('hooks.shown.rotated') : t('hooks.shown.title'),
    ...pickTexts(t, [
      'hooks.shown.text',
      'shown.label',
      'shown.copy',
      'shown.copied',
      'shown.kept',
      'hooks.shown.check',
      'hooks.shown.checkNote',
    ]),
  }
}
