import { expect, it } from 'vitest'
import { wordsFor } from './form-trouble.tsx'

const words = {
  wrong: 'Wrong.',
  dead: 'Dead.',
  'code-dead': 'Dead code.',
  'too-long-limit': 'At most {limit}.',
  'email-too-long-limit': 'An address has at most {limit}.',
}

it('puts into a text when it is possible again', () => {
  const later = { 'too-often': 'Try again {when}.' }
  expect(wordsFor('too-often', later, undefined, { when: 'in 7 minutes' })).toBe('Try again in 7 minutes.')
})

it.each([
  ['dead', undefined, 'Dead.'],
  ['dead', 'code', 'Dead code.'],
  ['too-long-5000', 'message', 'At most 5000.'],
  ['too-long-254', 'email', 'An address has at most 254.'],
  ['never-heard-of', 'code', 'Wrong.'],
])('the text of %s beside %s is %s', (code, field, text) => {
  expect(wordsFor(code, words, field)).toBe(text)
})
