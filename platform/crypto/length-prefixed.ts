/**
 * Joins texts unambiguously: each is preceded by its length in bytes (32 bit, big-endian), so that
 * ('ab', 'c') and ('a', 'bc') differ. Used wherever several texts are authenticated as one.
 */
export function lengthPrefixed(...parts: string[]): Buffer {
  const chunks: Buffer[] = []
  for (const part of parts) {
    // A lone surrogate would become U+FFFD, and two different texts the same bytes.
    if (!part.isWellFormed()) throw new TypeError('text with a lone surrogate cannot be authenticated')
    const bytes = Buffer.from(part, 'utf8')
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    chunks.push(length, bytes)
  }
  return Buffer.concat(chunks)
}
