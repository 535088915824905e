import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { lengthPrefixed } from './length-prefixed.ts'

/** The shape of `newToken().token`; look nothing up for anything else. */
export const tokenPattern = /^[A-Za-z0-9_-]{43}$/

/** 256 random bits for a link, session or API key, and the hash to store. The token itself is shown once. */
export function newToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString('base64url')
  return { token, hash: hashToken(token) }
}

/** SHA-256, 32 bytes. Enough without a salt, since a token cannot be guessed; never for codes or passwords. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest()
}

/** Six decimal digits, each of the million equally likely, leading zeros kept. */
export function newCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0')
}

/**
 * HMAC-SHA-256, 32 bytes. A million codes are tried in a second, so only the key, which is not in the database, protects
 * them: `keys.derive('sign-in code')`. `context` names the one attempt the code belongs to.
 */
export function hashCode(code: string, key: Uint8Array, context: string): Buffer {
  if (key.length < 32) throw new RangeError('the key for codes has at least 32 bytes')
  return createHmac('sha256', key).update(lengthPrefixed(context, code)).digest()
}

/** Constant time for equal lengths; false for different ones. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
