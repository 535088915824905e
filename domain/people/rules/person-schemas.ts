import { z } from 'zod'
import type { representativeCapacities } from '#db/schema/people-codes.ts'
import type { Locale } from '#domain/access/locale.ts'
import { safeReturnPath } from '#domain/access/return-path.ts'
import { isLocalDate } from '#platform/time/local-date.ts'
import { parseEmailAddress } from './email-address.ts'

// Messages are codes, given words at the edge.

/** An address as `parseEmailAddress` spells it. */
export const emailSchema = z
  .string()
  .max(1000, 'too-long')
  .transform((typed, given) => {
    const parsed = parseEmailAddress(typed)
    if (parsed.ok) return parsed.address
    given.addIssue({ code: 'custom', message: parsed.code })
    return z.NEVER
  })

// Control characters and direction marks can only mislead readers of a name.
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/** A person's name in any alphabet, as one line. */
export const fullNameSchema = z
  .string()
  .max(1000, 'too-long-200')
  .transform((typed) =>
    typed.isWellFormed()
      ? typed
          .normalize('NFC')
          .replace(/\p{Zs}+/gu, ' ')
          .trim()
      : typed,
  )
  .refine((name) => name.isWellFormed() && !HIDDEN.test(name), 'malformed')
  .refine((name) => name !== '', 'empty')
  .refine((name) => [...name].length <= 200, 'too-long-200')

/** E.164. Spaces and dashes are forgiven, and so are the 8 that is dialled within Kazakhstan and a 7 without its plus. */
export function parsePhone(typed: string): string | null {
  // Contacts of telephones wrap a number in invisible direction marks.
  const digits = typed.normalize('NFKC').replace(/[\s().\p{Pd}\p{Cf}]/gu, '')
  const phone = /^[78]\d{10}$/.test(digits) ? `+7${digits.slice(1)}` : digits
  return /^\+[1-9]\d{6,14}$/.test(phone) ? phone : null
}

/** Empty is no phone. */
export const phoneSchema = z
  .string()
  .max(100, 'too-long')
  .transform((typed, given) => {
    if (typed.trim() === '') return null
    const phone = parsePhone(typed)
    if (phone !== null) return phone
    given.addIssue({ code: 'custom', message: 'malformed' })
    return z.NEVER
  })

// Spelt out, since the tuple lies with the tables, which must not travel to the browser with a form.
const everyLocale = { kk: 'kk', ru: 'ru', en: 'en' } as const satisfies { [L in Locale]: L }

export const localeSchema = z.enum(everyLocale, 'wrong')

/** A place to go back to that is not ours is forgotten, not refused. */
const returnToSchema = z
  .string()
  .optional()
  .transform((path) => safeReturnPath(path))

export const askSignInSchema = z.object({ email: emailSchema, returnTo: returnToSchema })
export type AskSignInInput = z.infer<typeof askSignInSchema>

/** Six digits, however they were spaced or on whichever keyboard they were typed. */
export const codeSchema = z.object({
  code: z
    .string()
    .max(40, 'too-long')
    .transform((typed) => typed.normalize('NFKC').replace(/[\s\p{Pd}]/gu, ''))
    .pipe(z.string().regex(/^[0-9]{6}$/, 'malformed')),
})

export const profileSchema = z.object({
  fullName: fullNameSchema,
  phone: phoneSchema,
  locale: localeSchema,
})
export type ProfileInput = z.infer<typeof profileSchema>

/** What a minor says of themselves: the birthday, of which the day of 18 is kept, and the address of a parent, guardian or trustee. */
export const nameRepresentativeSchema = z.strictObject({
  /** Left out where the day is known from an earlier form. */
  bornOn: z.string().trim().refine(isLocalDate, 'no-such-date').optional(),
  email: emailSchema,
  /** Only asked of a person whose name is not known: a consent names them. */
  fullName: fullNameSchema.optional(),
})
export type NameRepresentativeInput = z.infer<typeof nameRepresentativeSchema>

// Spelt out for the same reason as the languages.
const capacities = {
  parent: 'parent',
  'adoptive-parent': 'adoptive-parent',
  guardian: 'guardian',
  trustee: 'trustee',
} as const satisfies { [C in (typeof representativeCapacities)[number]]: C }

export const acceptRepresentationSchema = z.strictObject({
  token: z.string().max(100),
  /** Only asked of a representative whose name is not known: a consent names who gave it. */
  fullName: fullNameSchema.optional(),
  capacity: z.enum(capacities, 'required'),
  confirmed: z.literal('yes', 'required'),
})
export type AcceptRepresentationInput = z.infer<typeof acceptRepresentationSchema>

export const emailChangeSchema = z.object({ email: emailSchema })

/**
 * The platform's own id of a person: printable ASCII that can be one part of an address (no slash, no dot segment). It
 * appears in logs of other programs, so an email address, an ИИН (12 digits) or a phone number is refused. Messages are
 * codes: `malformed`, `looks-like-email`, `looks-like-iin`, `looks-like-phone`.
 */
export const externalIdSchema = z
  .string()
  .regex(/^(?!\.{1,2}$)[\x21-\x2e\x30-\x5b\x5d-\x7e]{1,200}$/, 'malformed')
  .regex(/^(?!.*@[^@]*\.)/, 'looks-like-email')
  .regex(/^(?!\d{12}$)/, 'looks-like-iin')
  .regex(/^(?!\+[-().\d]{7,}$|[78][-().]*(\d[-().]*){10}$)/, 'looks-like-phone')

/** A missing field leaves the stored value unchanged. `null` clears it. */
export const importedSubjectSchema = z.object({
  externalId: externalIdSchema,
  fullName: fullNameSchema.nullable().optional(),
  email: emailSchema.nullable().optional(),
  phone: phoneSchema.nullable().optional(),
  locale: localeSchema.optional(),
  createdAt: z.date().optional(),
})
export type ImportedSubject = z.input<typeof importedSubjectSchema>
