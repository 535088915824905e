import {
  disclosures,
  optionalChoices,
  type PurposeCode,
  purposeCodes,
  topicCodes,
} from '#domain/consent/rules/catalogue.ts'
import type { ConsentText, Words } from '#domain/consent/texts/consent-texts.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'

const isOptional = (purpose: PurposeCode) => optionalChoices.some((choice) => choice.purpose === purpose)

/**
 * The consent text of each purpose and topic. A topic without a text of its own uses its purpose's: both are agreed
 * to together. The hash covers everything that Art. 8(4)(3)-(7) requires.
 */
export function shownTexts(locale: Locale, termMonths?: number): ConsentText[] {
  const all = messages[locale].purposes
  const wordsOf = (purpose: PurposeCode): Words => ({
    ...onlyTexts(all[purpose]),
    ...(termMonths && isOptional(purpose)
      ? { term: translator(locale, 'purposes')('shared.termMonths', { months: termMonths }) }
      : {}),
    crossBorder: all.shared.crossBorder,
    publication: all.shared.publication,
    ...(purpose === 'service'
      ? { withdrawal: all.shared.withdrawal.request, rights: all.shared.rights }
      : isOptional(purpose)
        ? { withdrawal: all.shared.withdrawal.switch }
        : {}),
    ...disclosures[purpose],
  })
  const term = (purpose: PurposeCode) => (termMonths && isOptional(purpose) ? { termMonths } : {})
  return [
    ...purposeCodes.map((purpose) => ({
      purpose,
      topic: '' as const,
      words: wordsOf(purpose),
      ...term(purpose),
    })),
    ...topicCodes.map((topic) => ({
      purpose: 'communication' as const,
      topic,
      words: { ...wordsOf('communication'), ...onlyTexts(all.communication.topics[topic]) },
      ...term('communication'),
    })),
  ]
}

const onlyTexts = (words: object): Words =>
  Object.fromEntries(
    Object.entries(words).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
