import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Locale, locales } from '../locales.ts'
import { messages } from '../messages.ts'
import { consentFacts } from './consent.facts.ts'
import { fact, type LegalSentence, says } from './fact.ts'
import { mailFacts } from './mail.facts.ts'
import { requestFacts } from './requests.facts.ts'

const sentences = [...requestFacts, ...mailFacts, ...consentFacts]

const plain = (text: string) => text.replaceAll('\u00A0', ' ').replaceAll('\u2060', '')

function textOf(locale: Locale, key: string): string {
  const [file = '', path = ''] = key.split(' ')
  const name = resolve(import.meta.dirname, `../messages/${locale}/${file}.json`)
  const found = path
    .split('.')
    .reduce<unknown>(
      (node, part) => (node as Record<string, unknown>)[part],
      JSON.parse(readFileSync(name, 'utf8')),
    )
  return plain(String(found))
}

const missing = ({ facts }: LegalSentence, locale: Locale, text: string) =>
  facts.filter((one) => !one[locale].test(text)).map(({ states }) => states)

describe('Kazakh, Russian and English say the same', () => {
  test.each(sentences.map((sentence) => [sentence.key, sentence] as const))('%s', (key, sentence) => {
    const left = locales.map((locale) => [
      locale,
      missing(sentence, locale, textOf(locale, key)),
      textOf(locale, key),
    ])
    expect(left.filter(([, facts]) => facts?.length)).toEqual([])
  })

  test('each sentence is listed once', () => {
    const keys = sentences.map(({ key }) => key)
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([])
  })

  test('a fact that a language lost is found', () => {
    const term = says('key', fact('15 working days', /15 жұмыс күні/, /15 рабочих дней/, /15 working days/))
    expect(missing(term, 'ru', 'В течение 15 дней')).toEqual(['15 working days'])
    expect(missing(term, 'kk', '15 жұмыс күні ішінде')).toEqual([])
  })
})

/** Numbers of a text, without those that are part of a placeholder. */
const numbersOf = (text: string) =>
  (
    plain(text)
      .replace(/=\d+ \{/g, '{')
      .replace(/(?<=\d)[ ,](?=\d{3})/g, '')
      .match(/\d+(?:[.:]\d+)*/g) ?? []
  ).sort()

const leavesOf = (value: unknown, path: string): [string, string][] =>
  typeof value === 'string'
    ? [[path, value]]
    : Object.entries(value as object).flatMap(([key, inner]) =>
        leavesOf(inner, path ? `${path}.${key}` : key),
      )

test('every message has the same numbers in three languages', () => {
  const [kk, ru, en] = locales.map((locale) => new Map(leavesOf(messages[locale], '')))
  const unequal = [...(en ?? [])].filter(([key, text]) => {
    const wanted = String(numbersOf(text))
    return [kk, ru].some((other) => String(numbersOf(other?.get(key) ?? '')) !== wanted)
  })
  expect(unequal.map(([key]) => [key, kk?.get(key), ru?.get(key), en?.get(key)])).toEqual([])
})
