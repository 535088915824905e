import { z } from 'zod'
import { profileSchema } from '#domain/people/rules/person-schemas.ts'
import { plainText } from '#platform/plain-text.ts'
import { isLocalDate } from '#platform/time/local-date.ts'
import type { MapField } from './data-map.ts'
import type { RecordValue } from './source.ts'

/** `value`: as it was typed; `correctValue` reads it. */
export const correctionFormSchema = z.strictObject({
  record: z.string().max(2000),
  field: z.string().max(63),
  value: z.string('required').max(2000, 'too-long').default(''),
  idempotencyKey: z.uuid('wrong'),
})
export type CorrectionForm = z.output<typeof correctionFormSchema>

/** The same in the browser, where the kind of the field is known. */
export const checkedCorrectionSchema = (field: CorrectableKind) =>
  correctionFormSchema.check(({ value: { value }, issues }) => {
    const parsed = correctValue(field, value)
    if ('code' in parsed) issues.push({ code: 'custom', path: ['value'], message: parsed.code, input: value })
  })

export type CorrectableKind = Pick<MapField, 'kind' | 'profile'>

const word = plainText(2000, 1)

/** A typed value as the source holds such values, or the code of what is wrong with it. */
export function correctValue(
  { kind, profile }: CorrectableKind,
  typed: string,
): { value: RecordValue } | { code: string } {
  const text = typed.trim()
  if (text === '') return { code: 'required' }
  if (profile) return checked(profileSchema.shape[profile].safeParse(text))
  switch (kind) {
    case 'number': {
      const number = Number(text.replace(/[\s\u00a0]/g, '').replace(',', '.'))
      return Number.isFinite(number) ? { value: number } : { code: 'not-a-number' }
    }
    case 'yes-no':
      return text === 'yes' || text === 'no' ? { value: text === 'yes' } : { code: 'wrong' }
    case 'date':
      return isLocalDate(text) ? { value: text } : { code: 'no-such-date' }
    case 'text':
      return checked(word.safeParse(text))
    default:
      return { code: 'wrong' }
  }
}

const checked = (parsed: z.ZodSafeParseResult<string | null>) =>
  parsed.success ? { value: parsed.data } : { code: parsed.error.issues[0]?.message ?? 'wrong' }
