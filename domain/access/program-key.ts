import { createHash } from 'node:crypto'

/**
 * An idempotency key of a program as it is stored: 162 bits of a hash with the program's id, so that two programs can use the
 * same key.
 */
export const programKey = (keyId: string, given: string): string =>
  createHash('sha256').update(`${keyId}\n${given}`).digest('base64url').slice(0, 27)
