import { expect, test } from 'vitest'
import { withWordings } from './wordings.ts'

const facts = { data: 'D', why: 'W', recipients: 'R' }
const base = [
  { purpose: 'analytics', topic: '', words: { title: 'A', what: 'a', ...facts }, termMonths: 12 },
  {
    purpose: 'communication',
    topic: '',
    words: { title: 'N', what: 'n', stops: 's', ...facts },
    termMonths: 6,
  },
  {
    purpose: 'communication',
    topic: 'old',
    words: { title: 'O', what: 'o', stops: 'x', ...facts },
    termMonths: 6,
  },
] as const
const own = (purpose: 'analytics' | 'communication', topic: string, words: Record<string, string>) => ({
  purpose,
  topic,
  texts: { kk: words, ru: words, en: words },
})
const none = new Set<string>()
const textsWith = (wordings: ReturnType<typeof own>[], retired = none) =>
  withWordings(base, { wordings, retired }, 'ru')

test('without words of the operator, every text stays as it is', () => {
  expect(textsWith([])).toEqual(base)
})

test('words of a purpose change it and nothing beside it', () => {
  expect(textsWith([own('analytics', '', { title: 'Z' })])).toEqual([
    { ...base[0], words: { ...base[0].words, title: 'Z' } },
    base[1],
    base[2],
  ])
})

test('words about messages in general change those of each topic, except what a topic says by itself', () => {
  const [, all, topic] = textsWith([own('communication', '', { title: 'M', what: 'm', data: 'other data' })])
  expect(all?.words).toMatchObject({ title: 'M', what: 'm', data: 'other data' })
  expect(topic?.words).toEqual({ ...base[2].words, data: 'other data' })
})

test('a new topic has its own words and the facts and the term of its purpose', () => {
  const words = { title: 'H', what: 'h', stops: 'y' }
  expect(textsWith([own('communication', 'homework', words)]).at(-1)).toEqual({
    purpose: 'communication',
    topic: 'homework',
    words: { ...words, ...facts },
    termMonths: 6,
  })
})

test('nothing is said of a topic that is offered no more, whatever its words were', () => {
  const texts = textsWith(
    [own('communication', 'homework', {})],
    new Set(['communication/old', 'communication/homework']),
  )
  expect(texts.map(({ topic }) => topic)).toEqual(['', ''])
})

test('without the facts of its purpose a topic has no text: no consent to it can be recorded', () => {
  const wordings = [own('communication', 'homework', { title: 'H' })]
  expect(withWordings([], { wordings, retired: none }, 'ru')).toEqual([])
})
