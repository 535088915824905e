import { type ChoiceTitles, choiceTitle } from '#i18n/choice-title.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
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

/** Labels of the words of purposes and topics, and what these are called. */
export function wordingTexts(locale: Locale, titles: ChoiceTitles) {
  const t = translator(locale, 'policy')
  const { choices, policyDraft } = messages[locale]
  const { recipients, crossBorder, publication, retention } = choices
  return {
    title: t('compare.wordings'),
    fields: { ...policyDraft.wordings.fields, recipients, crossBorder, publication, retention },
    states: {
      changed: t('compare.wordingStates.changed'),
      added: t('compare.wordingStates.added'),
      removed: t('compare.wordingStates.removed'),
    },
    titleOf: (name: string) => {
      const [purpose = '', topic = ''] = name.split('/')
      return choiceTitle(locale, { purpose, topic, channel: '' }, titles)
    },
  }
}
