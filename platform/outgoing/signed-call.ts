import { createHash, createHmac } from 'node:crypto'
import { equal } from '../crypto/tokens.ts'

/** How far the clocks of two sides may differ. */
export const toleranceMs = 5 * 60_000

export const timeHeader = 'portal-time'
export const signatureHeader = 'portal-signature'

/** `path` with its query, as it is in the first line of the request; `time` in ms since 1970, by the machine's clock. */
export type SignedParts = { method: string; path: string; time: number; body: Buffer }

/**
 * HMAC-SHA-256 of four lines: method, path, time and the SHA-256 of the body in hexadecimal digits. A signature of a call
 * is none of an answer, of another path or of another minute. `key` has at least 32 bytes.
 */
export function signature(key: Uint8Array, { method, path, time, body }: SignedParts): Buffer {
  if (key.length < 32) throw new RangeError('a key for signatures has at least 32 bytes')
  const digest = createHash('sha256').update(body).digest('hex')
  return createHmac('sha256', key).update(`${method}\n${path}\n${time}\n${digest}`, 'utf8').digest()
}

/** The two headers of a signed call. */
export const signedHeaders = (key: Uint8Array, parts: SignedParts): Record<string, string> => ({
  [timeHeader]: String(parts.time),
  [signatureHeader]: `v1=${signature(key, parts).toString('base64')}`,
})

type Received = Omit<SignedParts, 'time'> & { headers: Record<string, string | string[] | undefined> }

/**
 * The time at which a call was signed; null when the signature is missing or wrong, or the time is more than five minutes
 * from `now`. Takes the same time for every wrong signature.
 */
export function signedAt(key: Uint8Array, { headers, ...parts }: Received, now: Date): number | null {
  const time = headers[timeHeader]
  const given = headers[signatureHeader]
  if (typeof time !== 'string' || !/^\d{13}$/.test(time) || typeof given !== 'string') return null
  const encoded = /^v1=([A-Za-z0-9+/]{43}=)$/.exec(given)?.[1]
  const expected = signature(key, { ...parts, time: Number(time) })
  if (encoded === undefined || !equal(Buffer.from(encoded, 'base64'), expected)) return null
  return Math.abs(Number(time) - now.getTime()) <= toleranceMs ? Number(time) : null
}
