import { expect, test } from 'vitest'
import { clauseIds } from '#domain/policy/rules/clauses.ts'
import { kindNames } from './kinds.ts'
import { articles, complaintBasis } from './law.ts'
import { grounds, refusalLaw } from './refusal-codes.ts'
import { terms } from './terms.ts'

test.each([
  ['access', 'law 3 working-days', 'policy 30 calendar-days'],
  ['rectification', 'law 1 working-days'],
  ['erasure/wish', 'law 15 calendar-days'],
  ['erasure/unlawful', 'law 1 working-days'],
  ['restriction/disputed', 'law 1 working-days'],
  ['restriction/unlawful', 'law 1 working-days'],
  ['portability', 'law 3 working-days'],
  ['withdrawal/service', 'law 15 working-days'],
  ['withdrawal/optional', 'law 15 working-days'],
  ['objection', 'law 3 working-days'],
  ['question'],
] as const)('%s: %s %s', (kind, ...expected) => {
  expect(terms[kind].map((term) => `${term.source} ${term.amount} ${term.unit}`)).toEqual(expected)
})

test('the law comes first, at most one deadline a source, each with what it rests on', () => {
  for (const kind of kindNames) {
    const sources = terms[kind].map((term) => term.source)
    expect([...new Set(sources)].sort()).toEqual(sources)
    for (const term of terms[kind]) expect(term.basis.length).toBeGreaterThan(0)
  }
})

test('what the law does not say in so many words is marked as our reading', () => {
  const inferred = kindNames.filter((kind) => terms[kind].some((term) => term.reading === 'inferred'))
  expect(inferred).toEqual(['erasure/wish', 'restriction/disputed', 'portability'])
})

test('every article of the list stands behind a term, a refusal or a complaint', () => {
  const cited = new Set<string>(complaintBasis)
  for (const kind of kindNames) {
    for (const term of terms[kind]) for (const one of term.basis) cited.add(one)
    for (const code of grounds(kind)) for (const one of refusalLaw(code, kind)) cited.add(one)
  }
  const clauses = new Set<string>(clauseIds)
  expect([...cited].filter((one) => !clauses.has(one)).sort()).toEqual([...articles].sort())
})
