import { z } from 'zod'
import { locales } from '#db/schema/access-codes.ts'

/** `policy`: ended by a version of the policy, so the person is asked again; `term`: its time was over. */
export const countedStates = ['on', 'off', 'policy', 'term'] as const

const countSchema = z.strictObject({
  purpose: z.string(),
  topic: z.string(),
  channel: z.string(),
  state: z.enum(countedStates),
  /** Under which the decision was made; 0: imported. */
  policyVersion: z.int(),
  /** Of the text that it cites; negative: imported. */
  textVersion: z.int(),
  locale: z.enum(locales),
  people: z.int(),
})
export type StateCount = z.infer<typeof countSchema>

export const stateCountsSchema = z.strictObject({
  countedAt: z.iso.datetime(),
  /** People of the platform, whether or not they decided anything. */
  people: z.int(),
  counts: z.array(countSchema),
})
export type StateCounts = z.infer<typeof stateCountsSchema>
