import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { channelCodes, purposeCodes } from '#db/schema/consent-codes.ts'
import sample from '#db/seed/operator.sample.json' with { type: 'json' }
import { leastTermMonths } from '#domain/audit/rules/record-term.ts'

const text = z.string().trim().min(1).max(300)
const inThree = z.object({ kk: text, ru: text, en: text })

const country = z.string().regex(/^[A-Z]{2}$/)

/**
 * What the consent text of a purpose must say and only the operator knows (Art. 8(4)(3)-(6), 16 of Law 94-V). There is no
 * default: a purpose without these facts has no text, and consent to it cannot be recorded.
 */
export const processingSchema = z.strictObject({
  /** Who else receives the data, each with the country (ISO 3166-1); an empty list says that nobody does. */
  recipients: z
    .array(z.strictObject({ name: inThree, country, channel: z.enum(channelCodes).optional() }))
    .max(20),
  /** Countries in which the data is stored. */
  storage: z.array(country).min(1).max(10),
  /** What is published and where; false when nothing is. */
  published: z.union([z.literal(false), inThree]),
  /** How long the data is kept. */
  retention: inThree,
})

export type Processing = z.infer<typeof processingSchema>

/** What a law makes the operator keep after an erasure (Art. 18 of Law 94-V, Art. 41(4) of the Digital Code). No default. */
export const keepingSchema = z.strictObject({
  /** The law, with its article. */
  law: inThree,
  /** Months after the erasure in which the rest was erased. */
  months: z.int().min(1).max(1200),
})

export type Keeping = z.infer<typeof keepingSchema>

/** Where to complain (Art. 24, 30 of Law 94-V; Rules 395): shown with refusals and on the contact page. */
export const complaintSchema = z.strictObject({
  authority: inThree,
  address: inThree,
  site: z.url({ protocol: /^https$/ }),
  eOtinish: z.url({ protocol: /^https$/ }),
  court: inThree,
})

/** Who is responsible for the data (Art. 8(4)(1), 25(2)(10) of Law 94-V). The БИН has twelve digits. */
export const operatorSchema = z.object({
  name: inThree,
  bin: z.string().regex(/^\d{12}$/),
  address: inThree,
  responsiblePerson: inThree,
  email: z.email().max(254),
  phone: text,
  hours: inThree,
  /** Months after which an optional consent expires; absent: it lasts until it is withdrawn. */
  consentTermMonths: z.int().min(2).max(120).optional(),
  processing: z.partialRecord(z.enum(purposeCodes), processingSchema).default({}),
  /** By the name under which the data map says that records are kept. */
  keeping: z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/), keepingSchema)
    .default({})
    .refine((keeping) => (keeping['audit-log']?.months ?? leastTermMonths) >= leastTermMonths, {
      path: ['audit-log', 'months'],
      error: `records of the audit log are kept for at least ${leastTermMonths} months`,
    }),
  complaint: complaintSchema.optional(),
  /** A copy of their own data that a signed-in person asked for is given without another look by staff. */
  copiesWithoutRelease: z.boolean().optional(),
  /** The last day on which `security.txt` is valid (RFC 9116); absent: there is no such file. */
  securityTxtExpiresOn: z.iso.date().optional(),
})

export type Operator = z.infer<typeof operatorSchema> & { sample: boolean }

/**
 * The operator's details from `OPERATOR_FILE`; with sample data and no file the sample, marked. Throws one line that names the file.
 */
export function readOperator(env: { OPERATOR_FILE?: string | undefined; sampleData: boolean }): Operator {
  if (!env.OPERATOR_FILE) {
    if (!env.sampleData) throw new Error('OPERATOR_FILE: the operator is not named')
    return { ...operatorSchema.parse(sample), sample: true }
  }
  const parsed = operatorSchema.safeParse(JSON.parse(readFileSync(env.OPERATOR_FILE, 'utf8')))
  if (!parsed.success)
    throw new Error(
      `OPERATOR_FILE: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`,
    )
  return { ...parsed.data, sample: env.sampleData }
}
