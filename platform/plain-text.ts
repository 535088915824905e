import { z } from 'zod'

/**
 * Text as PostgreSQL and JSON can keep it: at most `max` UTF-16 units, no NUL, no half of a surrogate pair; trimmed.
 * Messages are codes: `required` (with `min` 1), `too-long`, `wrong`.
 */
export function plainText(max: number, min = 0) {
  return z
    .string()
    .max(max, 'too-long')
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'wrong')
    .transform((text) => text.trim())
    .refine((text) => text.length >= min, 'required')
}
