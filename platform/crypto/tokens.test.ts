import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { equal, hashCode, hashToken, newCode, newToken, tokenPattern } from './tokens.ts'

it('a token has 256 bits, fits in an address, and is found by its hash', () => {
  const { token, hash } = newToken()
  expect(token).toMatch(tokenPattern)
  expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  expect(hashToken(token)).toEqual(hash)
  expect(hash).toHaveLength(32)
  expect(hash.includes(token)).toBe(false)
})

it('no two tokens are the same', () => {
  expect(new Set(Array.from({ length: 2000 }, () => newToken().token)).size).toBe(2000)
})

it('a code is six digits, and every digit is as likely in every place', () => {
  const counts = Array.from({ length: 60 }, () => 0)
  for (let i = 0; i < 20_000; i++) {
    const code = newCode()
    expect(code).toMatch(/^\d{6}$/)
    for (const [at, digit] of [...code].entries()) {
      const cell = at * 10 + Number(digit)
      counts[cell] = (counts[cell] ?? 0) + 1
    }
  }
  // 2,000 expected, standard deviation 42: seven of them, so that the test is right but for once in 10^10 runs.
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(300)
})

it('the hash of a code depends on code, key and attempt, and cannot be made without the key', () => {
  const key = randomBytes(32)
  const hash = hashCode('012345', key, 'attempt-1')
  expect(hashCode('012345', key, 'attempt-1')).toEqual(hash)
  const others = [
    hashCode('012346', key, 'attempt-1'),
    hashCode('012345', key, 'attempt-2'),
    hashCode('012345', randomBytes(32), 'attempt-1'),
    hashCode('10123', key, 'attempt-15'),
    hashToken('012345'),
  ]
  for (const other of others) expect(equal(hash, other)).toBe(false)
  expect(() => hashCode('012345', Buffer.from('short'), 'attempt-1')).toThrow(RangeError)
})

it('equal compares bytes and answers false, not an error, for other lengths', () => {
  expect(equal(Buffer.from('ab'), new Uint8Array([97, 98]))).toBe(true)
  expect(equal(Buffer.from('ab'), Buffer.from('ac'))).toBe(false)
  expect(equal(Buffer.from('ab'), Buffer.from('abc'))).toBe(false)
  expect(equal(Buffer.alloc(0), Buffer.alloc(0))).toBe(true)
})
