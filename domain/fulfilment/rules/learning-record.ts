import { z } from 'zod'

const column = z.string().regex(/^[a-z_][a-z0-9_]*$/)

/** Verbs of the vocabulary of ADL (adlnet.gov/expapi/verbs). */
const verbs = [
  'registered',
  'initialized',
  'experienced',
  'attempted',
  'completed',
  'passed',
  'failed',
  'scored',
] as const
/** Types of activities of the same vocabulary. */
const activities = ['course', 'module', 'lesson', 'assessment', 'performance'] as const

/** What a row says about learning, as a statement of xAPI 1.0.3: who did what, with which result, when. */
export const learningSchema = z.strictObject({
  verb: z.enum(verbs),
  /** Only rows with this value in this column. */
  when: z.strictObject({ column, is: z.union([z.string().max(100), z.boolean()]) }).optional(),
  activity: z.strictObject({ type: z.enum(activities), column }),
  /** The moment, or the day in Almaty; a row without it makes no statement. */
  at: column,
  /** From 0 to `max`. */
  score: z.strictObject({ column, max: z.number().positive() }).optional(),
  success: z.boolean().optional(),
  completion: z.boolean().optional(),
  /** Seconds. */
  duration: column.optional(),
})

export type LearningRule = z.infer<typeof learningSchema>

/** What a row of a certificate says, as a credential of Open Badges 3.0: for which course, when, with which number and score. */
export const certificateSchema = z.strictObject({
  activity: z.strictObject({ type: z.enum(activities), column }),
  /** The moment, or the day in Almaty. */
  at: column,
  /** Unique in the platform. */
  number: column.optional(),
  /** From 0 to `max`. */
  score: z.strictObject({ column, max: z.number().positive() }).optional(),
})

export type CertificateRule = z.infer<typeof certificateSchema>

/** The columns that a certificate reads. */
export const columnsOfCertificate = ({ activity, at, number, score }: CertificateRule): string[] =>
  [activity.column, at, number, score?.column].filter((name) => name !== undefined)

/** The columns that a rule reads. */
export const columnsOf = ({ when, activity, at, score, duration }: LearningRule): string[] =>
  [when?.column, activity.column, at, score?.column, duration].filter((name) => name !== undefined)
