import { expect, test } from 'vitest'
import { builtInCatalogue } from '#domain/consent/rules/catalogue.ts'
import type { StateCount } from '#domain/consent/rules/state-counts.ts'
import { choiceRows, textRows } from './consent-table.ts'

const count = (given: Partial<StateCount>): StateCount => ({
  purpose: 'analytics',
  topic: '',
  channel: '',
  state: 'on',
  policyVersion: 1,
  textVersion: 1,
  locale: 'kk',
  people: 20,
  ...given,
})
const rowOf = (people: number, counts: StateCount[]) =>
  choiceRows({ people, counts }, builtInCatalogue).find(({ name }) => name === 'analytics')?.people

test('everybody who never decided is counted apart from those who said no', () => {
  const counts = [
    count({ people: 30 }),
    count({ locale: 'ru', people: 12 }),
    count({ state: 'off', people: 15 }),
  ]
  expect(rowOf(100, counts)).toEqual({ on: 42, off: 15, policy: 0, term: 0, never: 43 })
  expect(choiceRows({ people: 100, counts }, builtInCatalogue)).toHaveLength(13)
})

test('a group of one to nine is withheld, and so is the one from which it could be computed', () => {
  const counts = [count({ people: 60 }), count({ state: 'off', people: 3 })]
  expect(rowOf(100, counts)).toEqual({ on: 60, off: null, policy: 0, term: 0, never: null })
})

test('consents in force are counted by the version of their text, and others are not', () => {
  const counts = [
    count({ textVersion: 1, people: 11 }),
    count({ textVersion: 2, policyVersion: 1, people: 20 }),
    count({ textVersion: 2, policyVersion: 3, locale: 'ru', people: 30 }),
    count({ textVersion: 2, state: 'policy', people: 50 }),
  ]
  expect(textRows(counts)).toEqual([
    { purpose: 'analytics', topic: '', textVersion: 2, policyVersions: [3, 1], people: 50 },
    { purpose: 'analytics', topic: '', textVersion: 1, policyVersions: [1], people: 11 },
  ])
})
