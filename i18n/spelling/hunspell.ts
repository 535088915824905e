import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { SpellingLocale, Words } from './words.ts'

const dictionaries: Record<SpellingLocale, string> = { kk: 'kk_KZ', ru: 'ru_RU', en: 'en_US' }

// A home of its own, so that somebody's personal word list does not decide what is right.
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

/** What is unknown and not kept, and what is kept though no text uses it. Case does not count. */
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
