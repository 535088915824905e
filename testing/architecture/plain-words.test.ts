import { expect, test } from 'vitest'
import { checkPlainWords } from './plain-words.ts'
import { plant, project } from './project.ts'

test('comments are in plain words', () => expect(checkPlainWords(project)).toEqual([]))

test.each([
  ['a line', '// Whoever asks is told of it.'],
  ['a block', '/**\n * Kept for thirty days, then let go of.\n */'],
])('finds %s in the old words', (_, text) => {
  expect(plant(checkPlainWords, { 'domain/access/planted.ts': `${text}\nexport {}` })).toHaveLength(1)
})
