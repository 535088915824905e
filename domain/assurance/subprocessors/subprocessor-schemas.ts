import { z } from 'zod'
import { transferBases } from '#db/schema/assurance-codes.ts'
import { dataCategories } from '#db/schema/fulfilment-codes.ts'
import { plainText } from '#platform/plain-text.ts'
import { isLocalDate } from '#platform/time/local-date.ts'

// Error messages are codes; the pages have their texts.

const NAME_MAX = 200
const SERVICE_MAX = 300

const day = z
  .string('required')
  .trim()
  .refine((text) => isLocalDate(text), 'no-such-date')
  .refine((text) => text >= '2000-01-01' && text < '2100-01-01', 'no-such-date')

/** An optional field of a form comes as an empty text. */
const empty = z.literal('').transform(() => null)

/** A name given once comes as a text, given more often as a list. */
const listed = (given: unknown) => (typeof given === 'string' ? [given] : (given ?? []))

const sum = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/, 'not-a-sum')

const codePattern = /^[A-Z]{2}$/

const fields = z.strictObject({
  /** Empty for a new one. */
  subprocessorId: z.union([empty, z.guid()]),
  effectiveOn: day,
  nameKk: plainText(NAME_MAX, 1),
  nameRu: plainText(NAME_MAX, 1),
  nameEn: plainText(NAME_MAX, 1),
  serviceKk: plainText(SERVICE_MAX, 1),
  serviceRu: plainText(SERVICE_MAX, 1),
  serviceEn: plainText(SERVICE_MAX, 1),
  country: z.string('required').trim().toUpperCase().regex(codePattern, 'no-such-country'),
  transferBasis: z.enum(transferBases, 'required'),
  categories: z.preprocess(
    listed,
    z.array(z.enum(dataCategories)).min(1, 'required').max(dataCategories.length),
  ),
  since: day,
  agreementName: z.union([empty, plainText(NAME_MAX, 1)]),
  agreementSha256: z.union([empty, sum], 'not-a-sum'),
  agreementOn: z.union([empty, day], 'no-such-date'),
  agreementEndsOn: z.union([empty, day], 'no-such-date'),
})

const HOME = 'KZ'

/** One entry of the register, as a form gives it. */
export const subprocessorSchema = fields.superRefine((entry, { addIssue }) => {
  const fault = (path: keyof typeof entry, message: string) =>
    addIssue({ code: 'custom', path: [path], message })
  if (!isCountry(entry.country)) fault('country', 'no-such-country')
  if (entry.country === HOME && entry.transferBasis !== 'home') fault('transferBasis', 'stays-home')
  if (entry.country !== HOME && entry.transferBasis === 'home') fault('transferBasis', 'goes-abroad')
  const agreement = ['agreementName', 'agreementSha256', 'agreementOn'] as const
  const given = agreement.filter((name) => entry[name] !== null)
  if (given.length > 0 || entry.agreementEndsOn !== null)
    for (const name of agreement) if (entry[name] === null) fault(name, 'required')
  if (entry.agreementOn && entry.agreementEndsOn && entry.agreementEndsOn < entry.agreementOn)
    fault('agreementEndsOn', 'before-begin')
})
export type SubprocessorInput = z.output<typeof subprocessorSchema>

export const endSubprocessorSchema = z.strictObject({ subprocessorId: z.guid(), effectiveOn: day })

/** A code without a name is of no country; what is no code has its own fault. */
function isCountry(code: string): boolean {
  if (!codePattern.test(code)) return true
  return new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code) !== undefined
}
