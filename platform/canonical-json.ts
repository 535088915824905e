import { createHash } from 'node:crypto'

/** JSON with the keys of every object in order, so that the same content always has the same text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

/** SHA-256 of the canonical JSON of a value. */
export function contentHash(value: unknown): Buffer {
  return createHash('sha256').update(canonicalJson(value), 'utf8').digest()
}
