import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainText } from './plain-text.ts'

const codeOf = (text: unknown, max = 10, min = 0) =>
  plainText(max, min).safeParse(text).error?.issues[0]?.message

describe('plain text', () => {
  it('is trimmed and otherwise kept as typed', () => {
    expect(plainText(20).parse('  Әлия  Ұлан ')).toBe('Әлия  Ұлан')
  })

  it('counts a line end as one character, as the field of the form does', () => {
    expect(plainText(5).parse('ab\r\ncd')).toBe('ab\ncd')
    expect(codeOf('ab\r\ncde', 5)).toBe('too-long-5')
  })

  it.each([
    ['a\0b', 'wrong'],
    ['\ud800', 'wrong'],
    ['\udc00a', 'wrong'],
    ['12345678901', 'too-long-10'],
  ])('%j is refused: %s', (text, code) => {
    expect(codeOf(text)).toBe(code)
  })

  it('that is only spaces is missing where something is required', () => {
    expect(codeOf(' \t ', 10, 1)).toBe('required')
    expect(codeOf('')).toBeUndefined()
  })

  it('never lets through what the database would refuse', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        const read = plainText(30).safeParse(text)
        return !read.success || (read.data.isWellFormed() && !read.data.includes('\0'))
      }),
    )
  })
})
