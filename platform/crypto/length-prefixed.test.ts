import fc from 'fast-check'
import { expect, it } from 'vitest'
import { lengthPrefixed } from './length-prefixed.ts'

it('different lists of texts never give the same bytes', () => {
  const list = fc.array(fc.string({ unit: 'binary', maxLength: 5 }), { maxLength: 4 })
  fc.assert(
    fc.property(list, list, (a, b) => {
      expect(lengthPrefixed(...a).equals(lengthPrefixed(...b))).toBe(JSON.stringify(a) === JSON.stringify(b))
    }),
  )
  expect(lengthPrefixed('ab', 'c')).not.toEqual(lengthPrefixed('a', 'bc'))
  expect(lengthPrefixed('', 'a')).not.toEqual(lengthPrefixed('a', ''))
})

it('lengths count bytes, not characters', () => {
  expect(lengthPrefixed('ә').toString('hex')).toBe('00000002d399')
})

it('a lone surrogate is refused', () => {
  expect(() => lengthPrefixed('\ud800')).toThrow(TypeError)
})
