import { globSync, readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'

export const spellingLocales = ['kk', 'ru', 'en'] as const
export type SpellingLocale = (typeof spellingLocales)[number]

/** A word as it is written, and the first place that uses it (`i18n/messages/ru/home.json title`). */
export type Words = Map<string, string>

const root = resolve(import.meta.dirname, '../..')

// Stands where a value will be filled in, so that an ending glued to it ({date}ға) is not taken for a word.
const placeholder = '\uFFFC'

/** The texts of an ICU message without placeholders, tags and plural keywords: the whole, then each branch of a choice. */
export const textsOfMessage = (message: string): string[] => {
  const branches: string[] = []
  const textOf = (elements: MessageFormatElement[]): string =>
    elements
      .map((element) => {
        if (element.type === TYPE.literal) return element.value
        if (element.type === TYPE.tag) return textOf(element.children)
        if (element.type === TYPE.select || element.type === TYPE.plural) {
          for (const { value } of Object.values(element.options)) branches.push(textOf(value))
        }
        return placeholder
      })
      .join('')
  return [textOf(parse(message)), ...branches]
}

const notWords = [
  /\S*(?:@|:\/\/)\S*/gu, // addresses
  /(?<![^\s(«"'])[/.~][\p{L}\d]\S*/gu, // paths and file endings
  /[A-Za-z\d-]+(?:[._][a-z\d-]+)+/gu, // file names, domains, codes
  /\d+[-\u2011]\p{L}{1,3}(?!\p{L})/gu, // 15-го, 15-і
]

/**
 * Splits text into words. Parts of a hyphenated word count separately; single letters and codes with digits do not
 * count.
 */
export const splitWords = (text: string): string[] => {
  const plain = notWords.reduce((left, pattern) => left.replace(pattern, ' '), text.normalize('NFC'))
  const tokens =
    plain.replaceAll('’', "'").match(/[\p{L}\p{M}\p{N}\uFFFC][\p{L}\p{M}\p{N}\uFFFC'\u2011-]*/gu) ?? []
  return tokens
    .filter((token) => !token.includes(placeholder))
    .flatMap((token) => token.split(/[-\u2011]/u))
    .map((word) => word.replace(/^'+|'+$/gu, ''))
    .filter((word) => word.length > 1 && !/\p{N}/u.test(word))
}

const isKazakh = /[әғқңөұүһі]/iu

/**
 * The language whose dictionary checks a word: a name in another script, such as `Қазақша` in English, is checked by
 * its own.
 */
export const dictionaryFor = (word: string, locale: SpellingLocale): SpellingLocale => {
  if (!/\p{Script=Cyrillic}/u.test(word)) return 'en'
  if (isKazakh.test(word)) return 'kk'
  return locale === 'kk' ? 'kk' : 'ru'
}

const leavesOf = (value: unknown, path: string): [string, string][] => {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, path ? `${path}.${key}` : key))
}

const readLeaves = (pattern: string): [string, string][] =>
  globSync(pattern, { cwd: root })
    .sort()
    .flatMap((file) =>
      leavesOf(JSON.parse(readFileSync(resolve(root, file), 'utf8')), '').map(
        ([path, text]): [string, string] => [`${relative(root, resolve(root, file))} ${path}`, text],
      ),
    )

/** Every word that the portal shows, sorted by the dictionary that must know it. Throws, naming the place, on broken ICU. */
export const collectWords = (): Record<SpellingLocale, Words> => {
  const words: Record<SpellingLocale, Words> = { kk: new Map(), ru: new Map(), en: new Map() }
  const keep = (locale: SpellingLocale, place: string, text: string) => {
    for (const word of splitWords(text)) {
      const into = words[dictionaryFor(word, locale)]
      if (!into.has(word)) into.set(word, place)
    }
  }
  for (const locale of spellingLocales) {
    for (const [place, message] of readLeaves(`i18n/messages/${locale}/*.json`)) {
      try {
        for (const text of textsOfMessage(message)) keep(locale, place, text)
      } catch (cause) {
        throw new Error(`not an ICU message: ${place}`, { cause })
      }
    }
    for (const [place, text] of readLeaves(`db/seed/policy/version-*/${locale}.json`)) {
      if (!/(?: | .*\.)(?:id|locale)$/u.test(place)) keep(locale, place, text)
    }
  }
  return words
}
