import { expect, it } from 'vitest'
import { sizeInWords } from './size-in-words.ts'

it.each([
  ['en', 344_000, '344 kB'],
  ['en', 3_440_000, '3.4 MB'],
  ['ru', 3_440_000, '3,4 МБ'],
  ['kk', 3_440_000, '3,4 МБ'],
  ['kk', 344_000, '344 кБ'],
  ['en', 1, '1 kB'],
] as const)('in %s %i bytes are %s', (locale, bytes, words) => {
  expect(sizeInWords(locale, bytes).replaceAll('\u00a0', ' ')).toBe(words)
})
