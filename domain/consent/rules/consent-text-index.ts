import type { Locale } from '#domain/access/locale.ts'
import { type ChoiceKey, choiceName } from './catalogue.ts'

/** A consent text as an event cites it. Negative versions were agreed to before this portal and are never shown. */
export type CitableText = {
  purpose: string
  topic: string
  locale: Locale
  version: number
  /** Hex. */
  sha256: string
  /** How long a grant lasts; null: until it is withdrawn. */
  termMonths: number | null
}

type Texts = { inForce: CitableText | undefined; bySha256: Map<string, CitableText> }

/** Every consent text, found by what it is about and its language. */
export type ConsentTextIndex = {
  inForce(about: ChoiceKey, locale: Locale): CitableText | undefined
  withSha256(about: ChoiceKey, locale: Locale, sha256: string): CitableText | undefined
  /** Whether the purpose or topic is offered no more: nothing can be granted under its texts. */
  isRetired(about: ChoiceKey): boolean
  /** The one in force in the first language that has one. */
  inAnyLanguage(about: ChoiceKey): CitableText | undefined
}

export function indexConsentTexts(
  rows: readonly CitableText[],
  { languages, retired }: { languages: readonly Locale[]; retired: { has(name: string): boolean } },
): ConsentTextIndex {
  const index = new Map<string, Texts>()
  const place = ({ purpose, topic }: { purpose: string; topic: string }, locale: Locale) =>
    `${purpose}/${topic}/${locale}`
  for (const text of [...rows].sort((a, b) => a.version - b.version)) {
    const name = place(text, text.locale)
    const texts = index.get(name) ?? { inForce: undefined, bySha256: new Map() }
    texts.bySha256.set(text.sha256, text)
    if (text.version > 0) texts.inForce = text
    index.set(name, texts)
  }
  const inForce = (about: ChoiceKey, locale: Locale) => index.get(place(about, locale))?.inForce
  return {
    inForce,
    withSha256: (about, locale, sha256) => index.get(place(about, locale))?.bySha256.get(sha256),
    isRetired: (about) => retired.has(choiceName({ ...about, channel: '' })),
    inAnyLanguage: (about) => {
      for (const locale of languages) {
        const text = inForce(about, locale)
        if (text) return text
      }
      return undefined
    },
  }
}
