import { purposeCodes, topicCodes } from '#db/schema/consent-codes.ts'
import { builtInCatalogue, optionalChoices, type PurposeCode } from '#domain/consent/rules/catalogue.ts'
import type { ConsentText, Words } from '#domain/consent/texts/consent-texts.ts'
import type { Operator } from '#domain/policy/operator/operator.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { operatorFacts } from './operator-facts.ts'

const isOptional = (purpose: PurposeCode) =>
  optionalChoices(builtInCatalogue).some((choice) => choice.purpose === purpose)

/**
 * The consent text of each purpose and topic for which the operator has set the facts. A topic without a text of its own
 * uses its purpose's: both are agreed to together. The hash covers everything that Art. 8(4)(3)-(7) requires.
 */
export function shownTexts(
  locale: Locale,
  { processing, consentTermMonths: termMonths }: Pick<Operator, 'processing' | 'consentTermMonths'>,
): ConsentText[] {
  const all = messages[locale].purposes
  const wordsOf = (purpose: PurposeCode): Words | undefined => {
    const facts = processing[purpose]
    return (
      facts && {
        ...onlyTexts(all[purpose]),
        ...(termMonths && isOptional(purpose)
          ? { term: translator(locale, 'purposes')('shared.termMonths', { months: termMonths }) }
          : {}),
        ...operatorFacts(locale, facts),
        ...(purpose === 'service'
          ? { withdrawal: all.shared.withdrawal.request, rights: all.shared.rights }
          : isOptional(purpose)
            ? { withdrawal: all.shared.withdrawal.switch }
            : {}),
      }
    )
  }
  const term = (purpose: PurposeCode) => (termMonths && isOptional(purpose) ? { termMonths } : {})
  const textOf = (purpose: PurposeCode, topic: ConsentText['topic'], more: Words): ConsentText[] => {
    const words = wordsOf(purpose)
    return words ? [{ purpose, topic, words: { ...words, ...more }, ...term(purpose) }] : []
  }
  return [
    ...purposeCodes.flatMap((purpose) => textOf(purpose, '', {})),
    ...topicCodes.flatMap((topic) =>
      textOf('communication', topic, onlyTexts(all.communication.topics[topic])),
    ),
  ]
}

const onlyTexts = (words: object): Words =>
  Object.fromEntries(
    Object.entries(words).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
