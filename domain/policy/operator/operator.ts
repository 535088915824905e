import { readFileSync } from 'node:fs'
import { z } from 'zod'
import sample from '#db/seed/operator.sample.json' with { type: 'json' }

const text = z.string().trim().min(1).max(300)
const inThree = z.object({ kk: text, ru: text, en: text })

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
