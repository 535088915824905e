import type { Locale } from '../locales.ts'

/** One thing that a sentence must state, recognised in each language. */
export type Fact = { states: string } & Record<Locale, RegExp>

export type LegalSentence = {
  /** File and path of the message: `requests refusal.withdrawal`. */
  key: string
  facts: readonly Fact[]
}

export const fact = (states: string, kk: RegExp, ru: RegExp, en: RegExp): Fact => ({ states, kk, ru, en })

export const says = (key: string, ...facts: Fact[]): LegalSentence => ({ key, facts })
