import { z } from 'zod'
import { staffRoles } from '#db/schema/access-codes.ts'

export const sampleFactName = 'sample-data'

/** What `installation_fact` keeps of the sample. */
export const sampleFactSchema = z.object({
  state: z.enum(['loading', 'loaded']),
  /** The present of the sample: its past is counted from here. */
  generatedFor: z.iso.datetime(),
  people: z.number().int(),
  pastChoices: z.number().int(),
  accounts: z.array(
    z.object({ email: z.string(), kind: z.enum(['learner', 'staff']), role: z.enum(staffRoles).optional() }),
  ),
})
export type SampleFact = z.infer<typeof sampleFactSchema>
