import { expect, test } from 'vitest'
import { requestKinds } from '#db/schema/request-codes.ts'
import { rights } from '#domain/policy/rules/clauses.ts'
import { isRightKind, kindColumns, kindName, kindNames, kinds } from './kinds.ts'

test('the kinds are the rights of the policy and the law, and the question', () => {
  expect([...requestKinds].sort()).toEqual([...rights, 'question'].sort())
  expect(new Set(kindNames.map((name) => kindColumns(name).kind))).toEqual(new Set(requestKinds))
  expect(kindNames.filter((name) => !isRightKind(name))).toEqual(['question'])
})

test.each(kindNames)('%s survives its two columns', (name) => {
  const { kind, variant } = kindColumns(name)
  expect(kindName(kind, variant)).toBe(name)
})

test.each([
  ['erasure', '', 'erasure/wish'],
  ['restriction', '', 'restriction/disputed'],
  ['restriction', 'unlawful', 'restriction/unlawful'],
  ['access', '', 'access'],
  ['access', 'unlawful', null],
  ['erasure', 'disputed', null],
  ['restriction', 'wish', null],
  ['withdrawal', '', 'withdrawal/service'],
  ['withdrawal', 'optional', 'withdrawal/optional'],
  ['access', 'service', null],
  ['', '', null],
  ['eras', '', null],
  ['erasure/wish', '', 'erasure/wish'],
  ['__proto__', '', null],
])('%s with variant "%s" is %s', (kind, variant, expected) => {
  expect(kindName(kind, variant)).toBe(expected)
})

test('access, portability and withdrawal want nothing; no form has a field for a reason', () => {
  for (const name of ['access', 'portability', 'withdrawal/service', 'erasure/wish', 'objection'] as const) {
    expect(kinds[name].fields.filter((field) => field.required)).toEqual([])
  }
  const names = kindNames.flatMap((name) => kinds[name].fields.map((field) => field.name))
  expect([...new Set(names)].sort()).toEqual(
    ['circumstances', 'correct-value', 'documents', 'item', 'message', 'scope'].sort(),
  )
})

test.each(kindNames)('with the address of a visitor %s asks for at most four fields, each once', (name) => {
  const names = kinds[name].fields.map((field) => field.name)
  expect(names.length + 1).toBeLessThanOrEqual(4)
  expect(new Set(names).size).toBe(names.length)
})

test('two people decide what releases or destroys data, and all of that is sensitive', () => {
  const two = kindNames.filter((name) => kinds[name].secondPerson)
  expect(two).toEqual(['access', 'erasure/wish', 'erasure/unlawful', 'portability', 'withdrawal/service'])
  expect(two.filter((name) => !kinds[name].sensitive)).toEqual([])
})
