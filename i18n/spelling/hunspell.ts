import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { SpellingLocale, Words } from './words.ts'

const dictionaries: Record<SpellingLocale, string> = { kk: 'kk_KZ', ru: 'ru_RU', en: 'en_US' }

// A home folder of its own, so that a personal word list has no effect.
const env = { ...process.env, HOME: '/nonexistent', LC_ALL: 'C.UTF-8', WORDLIST: '' }

const run = (args: string[], input: string) =>
  spawnSync('hunspell', args, { input, env, encoding: 'utf8', timeout: 20_000, maxBuffer: 16 * 1024 * 1024 })

/** Why spelling of a language cannot be checked on this machine; `undefined` when it can. */
export const whyNotChecked = (locale: SpellingLocale): string | undefined => {
  const listed = run(['-D'], '')
  if (listed.error) return 'hunspell is not installed'
  const names = `${listed.stdout}${listed.stderr}`.split('\n').map((line) => line.split('/').at(-1)?.trim())
  return names.includes(dictionaries[locale])
    ? undefined
    : `hunspell has no dictionary ${dictionaries[locale]}`
}

/** The words that the dictionary does not know, as written, sorted. */
export const unknownWords = (locale: SpellingLocale, words: Iterable<string>): string[] => {
  const { stdout, stderr, status } = run(
    ['-d', dictionaries[locale], '-i', 'UTF-8', '-l'],
    [...words].join('\n'),
  )
  if (status !== 0) throw new Error(`hunspell failed for ${locale}: ${stderr}`)
  return [...new Set(stdout.split('\n').filter((word) => word !== ''))].sort()
}

/** The lines of `<locale>.txt`: words judged right by a person although the dictionary lacks them. */
export const keptWords = (locale: SpellingLocale): string[] =>
  readFileSync(resolve(import.meta.dirname, `${locale}.txt`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')

/** Unknown words that are not in the list, and listed words that no text uses. Case-insensitive. */
export const compareSpelling = (
  locale: SpellingLocale,
  words: Words,
): { unknown: string[]; unused: string[] } => {
  const kept = new Set(keptWords(locale))
  const used = new Set([...words.keys()].map((word) => word.toLowerCase()))
  const unknown = new Set(unknownWords(locale, words.keys()).map((word) => word.toLowerCase()))
  return {
    unknown: [...unknown].filter((word) => !kept.has(word)),
    unused: [...kept].filter((word) => !used.has(word)),
  }
}
