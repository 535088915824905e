import type { PurposeFacts } from '#db/schema/purpose-codes.ts'
import { type Locale, locales } from '#domain/access/locale.ts'
import { choiceName, type PurposeCode, type TopicCode } from '../rules/catalogue.ts'

/** What the operator writes about a purpose. Recipients, countries, terms and the rest are facts and are put beside it. */
export const purposeFields = ['title', 'what', 'why', 'data', 'stops'] as const
/** What is said of a topic by itself; the rest is said of messages in general. */
export const topicFields = ['title', 'what', 'stops'] as const
export type WordingField = (typeof purposeFields)[number]

export const fieldsOf = (topic: string): readonly WordingField[] =>
  topic === '' ? purposeFields : topicFields

type Words = Record<string, string>
export type TextsInLanguages = Record<Locale, Words>
/** The operator's own words of a purpose, or of a topic. `facts`: of a purpose that the operator has added. */
export type Wording = {
  purpose: PurposeCode
  topic: TopicCode | ''
  texts: TextsInLanguages
  facts: PurposeFacts | null
}

type Text = { purpose: PurposeCode; topic: TopicCode | ''; words: Words; termMonths?: number }

/** A name for both: `analytics`, `communication/new-materials`. */
export const wordingName = ({ purpose, topic }: { purpose: string; topic: string }) =>
  choiceName({ purpose, topic, channel: '' })

const picked = (words: Words, fields: readonly string[]): Words =>
  Object.fromEntries(Object.entries(words).filter(([name]) => fields.includes(name)))

/**
 * The texts of one language with the operator's own words in them. The text of a topic says also what its purpose says, so words
 * of the purpose change those of its topics. A topic without a text is a new one and has the facts of its purpose. Nothing is
 * said of what is offered no more: `retired` knows its name.
 */
export function withWordings(
  texts: readonly Text[],
  {
    wordings,
    retired,
  }: { wordings: readonly Omit<Wording, 'facts'>[]; retired: { has(name: string): boolean } },
  locale: Locale,
): Text[] {
  const ownWords = (purpose: string, topic: string) =>
    wordings.find((one) => one.purpose === purpose && one.topic === topic)?.texts[locale] ?? {}
  const ofPurpose = (purpose: string, topic: string) => {
    const shared = purposeFields.filter((name) => !fieldsOf(topic).includes(name))
    return topic === '' ? {} : picked(ownWords(purpose, ''), shared)
  }
  const kept = texts
    .filter((text) => !retired.has(wordingName(text)))
    .map((text) => {
      const { purpose, topic, words } = text
      return { ...text, words: { ...words, ...ofPurpose(purpose, topic), ...ownWords(purpose, topic) } }
    })
  const added = wordings.flatMap((one): Text[] => {
    const { purpose, topic, texts: own } = one
    const base = kept.find((text) => text.purpose === purpose && text.topic === '')
    const isThere = topic === '' || texts.some((text) => wordingName(text) === wordingName(one))
    if (isThere || !base || retired.has(wordingName(one))) return []
    return [{ ...base, topic, words: { ...base.words, ...own[locale] } }]
  })
  return [...kept, ...added]
}

/** Whether two texts say the same in every language. */
export const sameTexts = (one: TextsInLanguages, other: TextsInLanguages, topic: string): boolean =>
  locales.every((locale) =>
    fieldsOf(topic).every((name) => (one[locale][name] ?? '') === (other[locale][name] ?? '')),
  )
