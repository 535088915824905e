import { dpvPurposeTypes, type PurposeFacts, purposeDataCategories } from '#db/schema/purpose-codes.ts'
import { formOfFacts, shownPlaces } from '#domain/consent/wording/purpose-form.ts'
import { type Locale, locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import type { FactTexts } from './purpose-facts-fields.tsx'

/** What the form about the facts of a purpose says, and what it shows of those that are held. */
export function purposeFactTexts(
  locale: Locale,
  held: PurposeFacts | null,
): FactTexts & { shown: Record<string, string>; categories: readonly string[] } {
  const t = translator(locale, 'policyDraft')
  const { facts } = messages[locale].policyDraft.wordings
  const languageOf = (one: Locale) => t(`languages.${one}`)
  const recipients = shownPlaces(held).map((n) => `recipient${n}`)
  const inThree = (name: string, label: string) =>
    locales.map((one) => [`${name}-${one}`, `${label}, ${languageOf(one)}`])
  const ofRecipients = recipients.flatMap((name, at) => [
    ...inThree(name, t('wordings.facts.recipient', { number: at + 1 })),
    [`${name}-country`, `${t('wordings.facts.recipient', { number: at + 1 })}, ${facts.country}`],
  ])
  return {
    title: facts.title,
    note: facts.note,
    labels: {
      ...Object.fromEntries(ofRecipients),
      ...Object.fromEntries(inThree('retention', facts.retention)),
      ...Object.fromEntries(inThree('published', facts.published)),
      recipients: facts.recipients,
      storage: facts.storage,
      retention: facts.retention,
      published: facts.published,
      categories: facts.categories,
      dpvType: facts.dpvType,
    },
    hints: facts.hints,
    recipients,
    allCategories: purposeDataCategories.map((value) => ({
      value,
      word: messages[locale].dataMap.categories[value],
    })),
    dpvTypes: dpvPurposeTypes.map((value) => ({ value, word: facts.dpvTypes[value] })),
    shown: formOfFacts(held),
    categories: held?.categories ?? [],
  }
}
