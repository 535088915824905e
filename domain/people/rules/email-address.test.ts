import { domainToASCII } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseEmailAddress } from './email-address.ts'

describe('an e-mail address', () => {
  it.each([
    ['aigul@example.kz', 'aigul@example.kz'],
    ['  Aigul.S+lms@Mail.Example.KZ \r\n', 'aigul.s+lms@mail.example.kz'],
    ['ａｉｇｕｌ＠ｅｘａｍｐｌｅ．ｋｚ', 'aigul@example.kz'],
    ['\u00a0a@b.kz\ufeff', 'a@b.kz'],
    ['\u212aate@b.kz', 'kate@b.kz'],
    ['a@b.kz\u2028', 'a@b.kz'],
    ['info@пошта.қаз', 'info@xn--80a1acn3a.xn--80ao21a'],
    ['info@ПОШТА.ҚАЗ', 'info@xn--80a1acn3a.xn--80ao21a'],
    ['info@xn--80a1acn3a.xn--80ao21a', 'info@xn--80a1acn3a.xn--80ao21a'],
    ["o'neil{x}@b-c.kz", "o'neil{x}@b-c.kz"],
    [`${'a'.repeat(64)}@b.kz`, `${'a'.repeat(64)}@b.kz`],
  ])('%j is %s', (typed, address) => {
    expect(parseEmailAddress(typed)).toEqual({ ok: true, address })
  })

  it.each([
    ['', 'empty'],
    [' \r\n\t\u3000', 'empty'],
    ['a', 'malformed'],
    ['@', 'malformed'],
    ['@b.kz', 'malformed'],
    ['a@', 'malformed'],
    ['a＠b@c', 'malformed'],
    ['a＠b@c.kz', 'malformed'],
    ['a@b.kz@c.kz', 'malformed'],
    ['"a@b"@c.kz', 'malformed'],
    ['a@b.kz,c@d.kz', 'malformed'],
    ['a@b.kz，c', 'domain'],
    ['a,b@c.kz', 'malformed'],
    ['a@b.kz,c.kz', 'domain'],
    ['a@b.kz;c.kz', 'domain'],
    ['a@b.kz\r\nBcc: c@d.kz', 'malformed'],
    ['a@b.kz\r\nSubject: x', 'domain'],
    ['a\r\n@b.kz', 'malformed'],
    ['a\0@b.kz', 'malformed'],
    ['a@b.kz\0', 'domain'],
    ['a@b\0.kz', 'domain'],
    ['a\u202e@b.kz', 'malformed'],
    ['a@b\u202e.kz', 'domain'],
    ['\u2066a@b.kz\u2069', 'malformed'],
    ['a@b.kz\u200f', 'domain'],
    ['a\u200b@b.kz', 'malformed'],
    ['a@b\u00ad.kz', 'domain'],
    ['a@b\u200d.kz', 'domain'],
    ['a\ud800@b.kz', 'malformed'],
    ['a@b.\udc00kz', 'malformed'],
    ['Aigul <a@b.kz>', 'malformed'],
    ['<a@b.kz>', 'malformed'],
    ['mailto:a@b.kz', 'malformed'],
    ['a b@c.kz', 'malformed'],
    ['.a@b.kz', 'malformed'],
    ['a.@b.kz', 'malformed'],
    ['a..b@c.kz', 'malformed'],
    ['а@b.kz', 'other-alphabet'],
    ['айгүл@example.kz', 'other-alphabet'],
    ['a@localhost', 'domain'],
    ['a@b', 'domain'],
    ['a@b.', 'domain'],
    ['a@.kz', 'domain'],
    ['a@b..kz', 'domain'],
    ['a@b.kz.', 'domain'],
    ['a@-b.kz', 'domain'],
    ['a@b-.kz', 'domain'],
    ['a@b_c.kz', 'domain'],
    ['a@b.k', 'domain'],
    ['a@127.0.0.1', 'domain'],
    ['a@127.1', 'domain'],
    ['a@0x7f.1', 'domain'],
    ['a@[127.0.0.1]', 'domain'],
    ['a@b.kz:25', 'domain'],
    ['a@b.kz/x', 'domain'],
    ['a@b%2ekz', 'domain'],
  ])('%j is refused: %s', (typed, code) => {
    expect(parseEmailAddress(typed)).toEqual({ ok: false, code })
  })

  it('is as long as a mail server takes: 64 before the @, 254 in all, 63 in a label', () => {
    const label = 'b'.repeat(60)
    const longest = `a@${`${label}.`.repeat(4)}bbbbb.kz`
    expect(longest).toHaveLength(254)
    expect(parseEmailAddress(longest)).toEqual({ ok: true, address: longest })
    expect(parseEmailAddress(`a${longest}`)).toEqual({ ok: false, code: 'too-long' })
    expect(parseEmailAddress(`${'a'.repeat(65)}@b.kz`)).toEqual({ ok: false, code: 'too-long' })
    expect(parseEmailAddress(`a@${'b'.repeat(64)}.kz`)).toEqual({ ok: false, code: 'domain' })
    expect(parseEmailAddress('x'.repeat(1_000_000))).toEqual({ ok: false, code: 'too-long' })
  })

  const nearly = fc
    .array(
      fc.oneof(fc.constantFrom('@', '.', 'a', 'b.kz', '＠', ',', '\r\n', 'қ', 'İ', 'ß', '．'), fc.string()),
    )
    .map((parts) => parts.join(''))

  it('once accepted is one line, one address, lower case, and accepted again as itself', () => {
    const input = fc.oneof(nearly, fc.string({ unit: 'binary' }), fc.emailAddress())
    fc.assert(
      fc.property(input, (typed) => {
        const result = parseEmailAddress(typed)
        if (!result.ok) return
        expect(result.address).toMatch(/^[!-+\--?A-~]+@[a-z0-9.-]+$/)
        expect(result.address.split('@')).toHaveLength(2)
        expect(result.address.length).toBeLessThanOrEqual(254)
        expect(parseEmailAddress(result.address)).toEqual(result)
      }),
      { numRuns: 1000 },
    )
  })

  it('has the domain that node:url makes of it', () => {
    for (const domain of ['пошта.қаз', 'straße.de', 'bücher.example', 'Ελλάδα.gr', 'xn--80ao21a.kz']) {
      expect(parseEmailAddress(`a@${domain}`)).toEqual({ ok: true, address: `a@${domainToASCII(domain)}` })
    }
  })
})
