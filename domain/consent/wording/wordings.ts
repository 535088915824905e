import { type Locale, locales } from '#domain/access/locale.ts'
import type { PurposeCode, TopicCode } from '../rules/catalogue.ts'

/** What the operator writes about a purpose. Recipients, countries, terms and the rest are settings and are put beside it. */
export const purposeFields = ['title', 'what', 'why', 'data', 'stops'] as const
/** What is said of a topic by itself; the rest is said of messages in general. */
export const topicFields = ['title', 'what', 'stops'] as const
export type WordingField = (typeof purposeFields)[number]

export const fieldsOf = (topic: string): readonly WordingField[] =>
  topic === '' ? purposeFields : topicFields

type Words = Record<string, string>
export type TextsInLanguages = Record<Locale, Words>
/** The operator's own words of a purpose, or of a topic. */
export type Wording = { purpose: PurposeCode; topic: TopicCode | ''; texts: TextsInLanguages }

type Text = { purpose: PurposeCode; topic: TopicCode | ''; words: Words; termMonths?: number }

/** A name for both: `analytics`, `communication/new-materials`. */
export const wordingName = ({ purpose, topic }: { purpose: string; topic: string }) =>
  topic === '' ? purpose : `${purpose}/${topic}`

const picked = (words: Words, fields: readonly string[]): Words =>
  Object.fromEntries(Object.entries(words).filter(([name]) => fields.includes(name)))

/**
 * The texts of one language with the operator's own words in them. The text of a topic says also what its purpose says, so words
 * of the purpose change those of its topics. A topic without a text is a new one and has the facts of its purpose. Nothing is
 * said of topics that are offered no more.
 */
export function withWordings(
  texts: readonly Text[],
  { wordings, retired }: { wordings: readonly Wording[]; retired: { has(topic: string): boolean } },
  locale: Locale,
): Text[] {
  const ownWords = (purpose: string, topic: string) =>
    wordings.find((one) => one.purpose === purpose && one.topic === topic)?.texts[locale] ?? {}
  const ofPurpose = (purpose: string, topic: string) => {
    const shared = purposeFields.filter((name) => !fieldsOf(topic).includes(name))
    return topic === '' ? {} : picked(ownWords(purpose, ''), shared)
  }
  const kept = texts
    .filter(({ topic }) => !retired.has(topic))
    .map((text) => {
      const { purpose, topic, words } = text
      return { ...text, words: { ...words, ...ofPurpose(purpose, topic), ...ownWords(purpose, topic) } }
    })
  const added = wordings.flatMap(({ purpose, topic, texts: own }): Text[] => {
    const base = kept.find((one) => one.purpose === purpose && one.topic === '')
    const isThere = topic === '' || texts.some((one) => one.purpose === purpose && one.topic === topic)
    if (isThere || !base || retired.has(topic)) return []
    return [{ ...base, topic, words: { ...base.words, ...own[locale] } }]
  })
  return [...kept, ...added]
}

/** Whether two texts say the same in every language. */
export const sameTexts = (one: TextsInLanguages, other: TextsInLanguages, topic: string): boolean =>
  locales.every((locale) =>
    fieldsOf(topic).every((name) => (one[locale][name] ?? '') === (other[locale][name] ?? '')),
  )
