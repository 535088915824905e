import type { ByteSpan } from '../crypto/encrypted-file.ts'

/**
 * The part of a file of `size` bytes that a reader asks for (RFC 9110, 14): a span, `null` for all of it, `'unsatisfiable'` for a
 * part that does not exist. Several ranges, units other than bytes and a part of an older file are answered with all of it.
 */
export function requestedSpan(
  headers: { range: string | null; ifRange: string | null },
  { size, etag }: { size: number; etag: string },
): ByteSpan | null | 'unsatisfiable' {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.range ?? '') ?? []
  if (from === undefined || to === undefined || (from === '' && to === '')) return null
  if (headers.ifRange !== null && headers.ifRange !== etag) return null
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (from !== '' && to !== '' && Number(to) < Number(from)) return null
  return first >= size || first > last ? 'unsatisfiable' : { first, last }
}
