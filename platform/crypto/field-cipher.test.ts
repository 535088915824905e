import { createCipheriv, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FieldPlace, UndecryptableCode } from './field-cipher.ts'
import { decryptField, encryptField, FieldUndecryptable, newFieldKey, utf8Bytes } from './field-cipher.ts'

const key = newFieldKey()
const place: FieldPlace = { table: 'person', column: 'name', row: 'r1', owner: 's1' }

const encryptText = (anyKey: Uint8Array, keyId: string, at: FieldPlace, text: string) =>
  encryptField(anyKey, keyId, at, utf8Bytes(text))
const decryptText = (anyKey: Uint8Array, keyId: string, at: FieldPlace, sealed: Uint8Array) =>
  decryptField(anyKey, keyId, at, sealed).toString('utf8')

function failure(open: () => string): UndecryptableCode | 'opened' {
  try {
    open()
    return 'opened'
  } catch (error) {
    if (error instanceof FieldUndecryptable) return error.code
    throw error
  }
}

describe('a sealed field', () => {
  it('opens to exactly what was sealed', () => {
    const text = fc.string({ unit: 'binary', maxLength: 400 })
    fc.assert(
      fc.property(
        text,
        fc.string(),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (plain, keyId, anyKey) => {
          expect(decryptText(anyKey, keyId, place, encryptText(anyKey, keyId, place, plain))).toBe(plain)
        },
      ),
    )
    for (const plain of ['', '\ufeffүлгі', 'a\0', '\u0080\u0080', 'Әл-Фараби', 'x'.repeat(100_000)]) {
      expect(decryptText(key, 'k1', place, encryptText(key, 'k1', place, plain))).toBe(plain)
    }
  })

  it('holds any bytes, and adds at most 97 to them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (plain) => {
        const sealed = encryptField(key, 'k1', place, plain)
        expect(new Uint8Array(decryptField(key, 'k1', place, sealed))).toEqual(plain)
        expect(sealed.length - plain.length).toBeLessThanOrEqual(97)
      }),
    )
  })

  it('opens from a plain byte array, as drivers return it', () => {
    expect(decryptText(key, 'k1', place, new Uint8Array(encryptText(key, 'k1', place, 'Айгүл')))).toBe(
      'Айгүл',
    )
  })

  it('is different each time and shows nothing of the text', () => {
    const plain = 'canary-canary-canary'
    const seals = Array.from({ length: 50 }, () => encryptText(key, 'k1', place, plain))
    expect(new Set(seals.map((sealed) => sealed.toString('hex'))).size).toBe(50)
    expect(seals.some((sealed) => sealed.includes('canary'))).toBe(false)
  })

  it('has the same length for all names and addresses up to 31 bytes', () => {
    const lengths = ['', 'Ай', 'Айгерім', 'x'.repeat(31)].map(
      (plain) => encryptText(key, 'k1', place, plain).length,
    )
    expect(new Set(lengths)).toEqual(new Set([97]))
    expect(encryptText(key, 'k1', place, 'x'.repeat(32))).toHaveLength(129)
  })

  it('is not made of a lone surrogate, nor under a key of another length', () => {
    expect(() => encryptText(key, 'k1', place, 'a\udc00')).toThrow(TypeError)
    expect(() => encryptText(randomBytes(16), 'k1', place, 'a')).toThrow(RangeError)
  })
})

describe('it does not open', () => {
  const sealed = encryptText(key, 'k1', place, 'Сәуле')

  it.each(['table', 'column', 'row', 'owner'] as const)('in another %s', (part) => {
    const elsewhere = { ...place, [part]: `${place[part]}x` }
    expect(failure(() => decryptText(key, 'k1', elsewhere, sealed))).toBe('altered')
  })

  it('under another key id', () => {
    expect(failure(() => decryptText(key, 'k2', place, sealed))).toBe('altered')
  })

  it('when the parts of its place are only split differently', () => {
    const one = encryptText(key, 'k1', { ...place, table: 'ab', column: 'c' }, 'x')
    expect(failure(() => decryptText(key, 'k1', { ...place, table: 'a', column: 'bc' }, one))).toBe('altered')
  })

  it('under another key', () => {
    expect(failure(() => decryptText(newFieldKey(), 'k1', place, sealed))).toBe('wrong-key')
  })

  it('in the place of another, when two are exchanged', () => {
    const [a, b] = ['r1', 'r2'].map((row) => ({ ...place, row }))
    if (!a || !b) throw new Error('two places')
    const [sealedA, sealedB] = [encryptText(key, 'k1', a, 'A'), encryptText(key, 'k1', b, 'B')]
    expect(failure(() => decryptText(key, 'k1', a, sealedB))).toBe('altered')
    expect(failure(() => decryptText(key, 'k1', b, sealedA))).toBe('altered')
  })

  it('with any one bit flipped', () => {
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const bad = Buffer.from(sealed)
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const part = bit < 8 ? 'unknown-version' : bit < 49 * 8 ? 'wrong-key' : 'altered'
      expect(failure(() => decryptText(key, 'k1', place, bad))).toBe(part)
    }
  })

  it('with any bytes changed, cut off or added', () => {
    const edits = fc.array(fc.tuple(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
    })
    fc.assert(
      fc.property(edits, (changes) => {
        const bad = Buffer.from(sealed)
        for (const [at, mask] of changes) bad[at] = (bad[at] ?? 0) ^ mask
        fc.pre(!bad.equals(sealed))
        expect(failure(() => decryptText(key, 'k1', place, bad))).not.toBe('opened')
      }),
    )
    for (let end = 0; end < sealed.length; end++) {
      expect(failure(() => decryptText(key, 'k1', place, sealed.subarray(0, end)))).toBe('truncated')
    }
    const longer = Buffer.concat([sealed, Buffer.alloc(32)])
    expect(failure(() => decryptText(key, 'k1', place, longer))).toBe('altered')
  })

  it('when it is any other bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(failure(() => decryptText(key, 'k1', place, bytes))).not.toBe('opened')
      }),
    )
  })

  it('when it was made with the bare key, without salt and commitment', () => {
    const cipher = createCipheriv('aes-256-gcm', key, Buffer.alloc(12))
    const body = Buffer.concat([cipher.update(Buffer.alloc(32)), cipher.final(), cipher.getAuthTag()])
    const forged = Buffer.concat([Buffer.of(1), randomBytes(48), body])
    expect(failure(() => decryptText(key, 'k1', place, forged))).toBe('wrong-key')
  })

  it('and the error names the place, not the content or the key', () => {
    try {
      decryptText(key, 'k1', { ...place, column: 'email' }, sealed)
      expect.unreachable()
    } catch (error) {
      expect(String(error)).toBe('FieldUndecryptable: person.email of row r1: altered')
      expect(error).not.toHaveProperty('cause')
    }
  })
})
