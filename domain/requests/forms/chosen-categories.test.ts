import { expect, test } from 'vitest'
import { chosenCategories } from './chosen-categories.ts'
import { fileRequestSchema } from './request-schemas.ts'

const idempotencyKey = '01a209b7-b6dc-737f-b7a5-fed972568b1e'
const read = (given: object) => fileRequestSchema('access').safeParse({ idempotencyKey, ...given })

test.each([
  ['no field of categories', {}, null],
  ['one', { categories: 'learning' }, ['learning']],
  ['one, beside the empty one of the form', { categories: ['', 'learning'] }, ['learning']],
  ['two, in the order of the policy', { categories: ['portal', 'learning'] }, ['learning', 'portal']],
  ['one twice', { categories: ['learning', 'learning'] }, ['learning']],
  ['all', { categories: ['', 'registration', 'learning', 'technical', 'portal'] }, null],
])('a form with %s', (_name, given, expected) => {
  const { data } = read(given)
  expect(data && chosenCategories(data.details)).toEqual(expected)
})

test.each([
  [{ categories: '' }, 'none'],
  [{ categories: [''] }, 'none'],
  [{ categories: 'health' }, 'wrong'],
  [{ categories: ['learning', 'health'] }, 'wrong'],
  [{ categories: new Array(21).fill('learning') }, 'wrong'],
  [{ categories: { learning: 'yes' } }, 'wrong'],
])('%j is refused as %s', (given, code) => {
  expect(read(given).error?.issues.map(({ path, message }) => [path[0], message])).toEqual([
    ['categories', code],
  ])
})

test('only a form for a copy has categories', () => {
  const form = { idempotencyKey, categories: 'learning' }
  expect(fileRequestSchema('portability').safeParse(form).success).toBe(true)
  expect(fileRequestSchema('objection').safeParse(form).success).toBe(false)
})
