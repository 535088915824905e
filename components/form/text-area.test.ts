import { expect, it } from 'vitest'
import { lengthText } from './text-area.tsx'

const words = { 'characters-left': '{count} left', 'characters-over': '{count} too many' }
const limit = { max: 100, words }

it.each([
  [0, undefined],
  [79, undefined],
  [80, '20 left'],
  [100, '0 left'],
  [101, '1 too many'],
])('a text of %i characters with a limit of 100 says %s', (length, text) => {
  expect(lengthText(length, limit)).toBe(text)
})
