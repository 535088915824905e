import { describe, expect, it } from 'vitest'
import { compareTimes, computedTime } from '#testing/compare-times.ts'
import { hashPassword, needsRehash, PasswordHashUnreadable, verifyPassword } from './password.ts'

describe('a password', () => {
  it('is stored as Argon2id at the cost OWASP asks for, with a new salt each time', async () => {
    const [a, b] = [await hashPassword('құпия сөз 1'), await hashPassword('құпия сөз 1')]
    expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(a).not.toBe(b)
    expect(await verifyPassword(a, 'құпия сөз 1')).toBe(true)
    expect(await verifyPassword(a, 'құпия сөз 2')).toBe(false)
    expect(needsRehash(a)).toBe(false)
  })

  it('is the same however the keyboard composes its letters', async () => {
    const stored = await hashPassword('май'.normalize('NFC'))
    expect(await verifyPassword(stored, 'май'.normalize('NFD'))).toBe(true)
  })

  it('is false for nobody, and costs as much to compute', async () => {
    const stored = await hashPassword('x')
    const verify = async (hash: string | null) => expect(await verifyPassword(hash, 'y')).toBe(false)
    const { ratio, noise } = await compareTimes(
      () => verify(stored),
      () => verify(null),
      9,
      computedTime,
    )
    expect(ratio).toBeLessThan(1.5 * noise)
  })

  it('that is empty, endless or not text is not stored and never right', async () => {
    const stored = await hashPassword(' ')
    for (const password of ['', 'x'.repeat(1025), 'a\ud800']) {
      await expect(hashPassword(password)).rejects.toThrow(RangeError)
      expect(await verifyPassword(stored, password)).toBe(false)
    }
  })
})

describe('a stored hash', () => {
  // From the tests of the reference implementation: 'password', 'somesalt', 64 MiB, 2 passes, 1 lane.
  const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'

  it('of the reference implementation verifies, and asks to be hashed again', async () => {
    expect(await verifyPassword(reference, 'password')).toBe(true)
    expect(await verifyPassword(reference, 'Password')).toBe(false)
    expect(needsRehash(reference)).toBe(true)
  })

  it.each([
    '',
    'password',
    '$2b$10$abcdefghijklmnopqrstuv',
    reference.replace('argon2id', 'argon2i'),
    reference.replace('v=19', 'v=16'),
    reference.replace('m=65536', 'm=9999999'),
    reference.replace('m=65536', 'm=7'),
    reference.replace('t=2', 't=99'),
    reference.replace('t=2', 't=0'),
    reference.replace('p=1', 'p=0'),
    `${reference}\n`,
  ])('like %j is an error that does not repeat it', async (stored) => {
    await expect(verifyPassword(stored, 'password')).rejects.toThrow(PasswordHashUnreadable)
    await expect(verifyPassword(stored, 'password')).rejects.toThrow(
      /^a stored password hash cannot be read$/,
    )
  })
})
