import { expect, test } from 'vitest'
import { compareWordings } from './compare-wordings.ts'

const words = {
  title: 'Analytics',
  what: 'We count.',
  recipients: 'Nobody.',
  storage: 'KZ',
  term: 'For good.',
}
const one = new Map([['analytics', words]])
const marked = (name: string, before: object | null, after: object | null) =>
  compareWordings(
    new Map(before ? [[name, { ...words, ...before }]] : []),
    new Map(after ? [[name, { ...words, ...after }]] : []),
    'en',
  ).map(({ state, fields }) => [
    state,
    ...fields.map(
      ({ field, marks }) => `${field}: ${marks.map(({ kind, text }) => `${kind[0]}(${text})`).join('')}`,
    ),
  ])

test('the same words are no change, nor are codes for programs', () => {
  expect(compareWordings(one, one, 'en')).toEqual([])
  expect(marked('analytics', {}, { storage: 'DE' })).toEqual([])
})

test('words and facts of a purpose are marked word by word', () => {
  expect(marked('analytics', {}, { what: 'We study.', recipients: 'Fund.' })).toEqual([
    ['changed', 'what: s(We )r(count)a(study)s(.)', 'recipients: r(Nobody)a(Fund)s(.)'],
  ])
})

test('a topic is compared by its own words: facts are those of messages in general', () => {
  expect(marked('communication/homework', {}, { recipients: 'Fund.' })).toEqual([])
})

test('what is new is added as a whole, what is offered no more is removed', () => {
  expect(marked('communication/homework', null, { stops: 'No messages.' })).toEqual([
    ['added', 'title: a(Analytics)', 'what: a(We count.)', 'stops: a(No messages.)'],
  ])
  expect(marked('communication/homework', {}, null)).toEqual([
    ['removed', 'title: r(Analytics)', 'what: r(We count.)'],
  ])
})
