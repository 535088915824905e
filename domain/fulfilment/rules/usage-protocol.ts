import { z } from 'zod'
import { usageMeasures } from '#db/schema/fulfilment-codes.ts'
import type { LocalDate } from '#platform/time/local-date.ts'
import { inThree } from './data-map.ts'
import { type UsageMeasure, usageMeasuresOf } from './usage.ts'

/** How many people one question names: what is answered about so many fits into one answer. */
export const USAGE_PEOPLE = 100

const key = z.string().min(1).max(100)

/** What a system answers about the use of its courses (`docs/http-source.md`). */
export const usageAnswerSchema = z.object({
  courses: z.array(z.object({ key, title: inThree })).max(5000),
  facts: z
    .array(
      z.object({
        person: z.string().min(1).max(200),
        course: key,
        month: z.string().regex(/^\d{4}-\d{2}$/),
        measure: z.enum(usageMeasures),
        times: z.int().min(1).max(1_000_000),
        /** Of a test: the sum of its results in percent. */
        sum: z.number().min(0).optional(),
      }),
    )
    .max(100_000),
})

export type UsageAnswer = z.infer<typeof usageAnswerSchema>

type Asked = { people: readonly string[]; from: LocalDate; until: LocalDate }

const parents = new Map(usageMeasuresOf.courses.map(({ measure, of }) => [measure, of]))

/** What is wrong with an answer: it is then used for nothing. Null: it says what was asked. */
export function usageFault({ courses, facts }: UsageAnswer, asked: Asked): string | null {
  const people = new Set(asked.people)
  const known = new Set(courses.map((course) => course.key))
  const [first, last] = [asked.from.slice(0, 7), asked.until.slice(0, 7)]
  const met = new Set<string>()
  const placeOf = (fact: UsageAnswer['facts'][number], measure: UsageMeasure) =>
    JSON.stringify([fact.person, fact.course, fact.month, measure])
  for (const fact of facts) {
    // The portal named everybody who agrees.
    if (!people.has(fact.person)) return 'person'
    if (!known.has(fact.course)) return 'course'
    if (fact.month < first || fact.month > last) return 'month'
    const isTest = fact.measure === 'tested'
    if (isTest ? fact.sum === undefined || fact.sum > 100 * fact.times : fact.sum !== undefined) return 'sum'
    const place = placeOf(fact, fact.measure)
    if (met.has(place)) return 'twice'
    met.add(place)
  }
  const isWhole = facts.every((fact) => {
    const parent = parents.get(fact.measure) ?? null
    return parent === null || met.has(placeOf(fact, parent))
  })
  return isWhole ? null : 'measure'
}
