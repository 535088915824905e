import { randomBytes, randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

// Random bytes are drawn for many ids at once: asking the system for sixteen costs more than the rest of an id.
const drawn = Buffer.alloc(16 * 256)
let used = drawn.length

function random(): Uint8Array {
  if (used === drawn.length) {
    randomFillSync(drawn)
    used = 0
  }
  used += 16
  return drawn.subarray(used - 16, used)
}

let lastMs = 0
let seq = 0

/** UUIDv7, ascending within a process even when the clock steps back. Tells when it was made; it is no secret. */
export function newId(): string {
  const bytes = random()
  const now = Date.now()
  // 31 random bits at first in every millisecond, then counted up: the order of one millisecond's ids.
  const start = ((bytes[0] ?? 0) << 23) | ((bytes[1] ?? 0) << 15) | ((bytes[2] ?? 0) << 7)
  seq = now > lastMs ? start : seq + 1
  lastMs = Math.max(now, lastMs)
  return v7({ random: bytes, msecs: lastMs, seq })
}

// Crockford's 32: no I, L, O, U, so that a reference survives the telephone and a handwritten letter.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export const referencePattern = /^CX-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}$/

/**
 * Like `CX-7K3M-Q2`: 30 random bits, short enough to say. Among a million, one draw in a thousand meets one that is taken:
 * the column is unique, and the caller draws again on a conflict (`on conflict do nothing`; 5 draws fail once in 10^15).
 * One guess in a thousand hits at that size, so a reference alone must never show anything.
 */
export function newReference(): string {
  let symbols = ''
  for (const byte of randomBytes(6)) symbols += ALPHABET.charAt(byte % 32)
  return `CX-${symbols.slice(0, 4)}-${symbols.slice(4)}`
}

// What is typed on a Cyrillic keyboard or misread: capitals of the same look.
const LOOKALIKES: Record<string, string> = {
  I: '1',
  L: '1',
  O: '0',
  І: '1',
  О: '0',
  А: 'A',
  В: 'B',
  Е: 'E',
  К: 'K',
  М: 'M',
  Н: 'H',
  Р: 'P',
  С: 'C',
  Т: 'T',
  У: 'Y',
  Х: 'X',
}

/** What somebody typed, as `newReference` would have written it, or null. Forgives case, spaces, dashes, look-alikes. */
export function parseReference(typed: string): string | null {
  if (typed.length > 40) return null
  const symbols = typed
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/./gu, (symbol) => LOOKALIKES[symbol] ?? symbol)
  const reference = `${symbols.slice(0, 2)}-${symbols.slice(2, 6)}-${symbols.slice(6)}`
  return referencePattern.test(reference) ? reference : null
}
