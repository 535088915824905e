import { expect, test } from 'vitest'
import { checkPlainWords } from './plain-words.ts'
import { plant, project } from './project.ts'

test('comments, titles of tests and documents are in plain words', () =>
  expect(checkPlainWords(project)).toEqual([]))

test.each([
  ['a line', '// Whoever asks is told of it.'],
  ['a block', '/**\n * Kept for thirty days, then let go of.\n */'],
  ['a title', "test('whoever asks is answered', () => {})"],
  ['a title of a table', "it.each([1])('%s is written anew', () => {})"],
])('finds %s in the old words', (_, text) => {
  expect(plant(checkPlainWords, { 'domain/access/planted.test.ts': `${text}\nexport {}` })).toHaveLength(1)
})

test('finds a document in the old words', () => {
  expect(plant(checkPlainWords, { 'docs/planted.md': '# Title\n\nIt is written anew.\n' })).toEqual([
    'docs/planted.md:3: "anew"',
  ])
})
