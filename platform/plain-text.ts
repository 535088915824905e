import { z } from 'zod'

/**
 * Text as PostgreSQL and JSON can keep it: at most `max` UTF-16 units, no NUL, no half of a surrogate pair; trimmed.
 * Line ends become `\n`: a browser sends two characters for each, and counts one. Messages are codes: `required` (with
 * `min` 1), `too-long-<max>`, `wrong`.
 */
export function plainText(max: number, min = 0) {
  return z
    .string()
    .transform((text) => text.replace(/\r\n?/g, '\n'))
    .pipe(z.string().max(max, `too-long-${max}`))
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'wrong')
    .transform((text) => text.trim())
    .refine((text) => text.length >= min, 'required')
}
