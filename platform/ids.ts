import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'

/** UUIDv7, ascending within a process even when the clock steps back. Tells when it was made; it is no secret. */
export function newId(): string {
  return v7()
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
  ...{ I: '1', L: '1', O: '0', І: '1', О: '0' },
  ...{ А: 'A', В: 'B', Е: 'E', К: 'K', М: 'M', Н: 'H', Р: 'P', С: 'C', Т: 'T', У: 'Y', Х: 'X' },
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
