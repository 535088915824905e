import { purposeCodes, topicCodes } from '#db/schema/consent-codes.ts'
import {
  type BuiltInPurpose,
  builtInCatalogue,
  optionalChoices,
  type PurposeCode,
} from '#domain/consent/rules/catalogue.ts'
import type { ConsentText, Words } from '#domain/consent/texts/consent-texts.ts'
import type { Wording } from '#domain/consent/wording/wordings.ts'
import type { Operator } from '#domain/policy/operator/operator.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { operatorFacts, purposeBase, switchWords } from '#i18n/operator-facts.ts'

const isOptional = (purpose: PurposeCode) =>
  optionalChoices(builtInCatalogue).some((choice) => choice.purpose === purpose)

/**
 * The consent text of each purpose and topic for which the operator has set the facts. A topic without a text of its own
 * uses its purpose's: both are agreed to together. `own`: what the operator wrote; purposes that they added have their facts
 * there. The hash covers everything that Art. 8(4)(3)-(7) requires.
 */
export function shownTexts(
  locale: Locale,
  { processing, consentTermMonths: termMonths }: Pick<Operator, 'processing' | 'consentTermMonths'>,
  own: readonly Pick<Wording, 'purpose' | 'facts'>[] = [],
): ConsentText[] {
  const all = messages[locale].purposes
  const wordsOf = (purpose: BuiltInPurpose): Words | undefined => {
    const facts = processing[purpose]
    return (
      facts && {
        ...onlyTexts(all[purpose]),
        ...(isOptional(purpose) ? switchWords(locale, termMonths) : {}),
        ...operatorFacts(locale, facts),
        ...(purpose === 'service'
          ? { withdrawal: all.shared.withdrawal.request, rights: all.shared.rights }
          : {}),
      }
    )
  }
  const term = (purpose: PurposeCode) => (termMonths && isOptional(purpose) ? { termMonths } : {})
  const textOf = (purpose: BuiltInPurpose, topic: ConsentText['topic'], more: Words): ConsentText[] => {
    const words = wordsOf(purpose)
    return words ? [{ purpose, topic, words: { ...words, ...more }, ...term(purpose) }] : []
  }
  return [
    ...purposeCodes.flatMap((purpose) => textOf(purpose, '', {})),
    ...topicCodes.flatMap((topic) =>
      textOf('communication', topic, onlyTexts(all.communication.topics[topic])),
    ),
    ...own.flatMap(({ purpose, facts }): ConsentText[] =>
      facts ? [{ purpose, topic: '', ...purposeBase(locale, facts, termMonths) }] : [],
    ),
  ]
}

const onlyTexts = (words: object): Words =>
  Object.fromEntries(
    Object.entries(words).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
