import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'

/** RFC 8785: the same content always has the same text. Throws on half of a surrogate pair. */
export function canonicalJson(value: object): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('not JSON')
  return text
}

/** SHA-256 of the canonical JSON of a value. */
export function contentHash(value: object): Buffer {
  return createHash('sha256').update(canonicalJson(value), 'utf8').digest()
}
