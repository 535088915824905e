import { z } from 'zod'
import { evidenceIds } from '#db/schema/assurance-codes.ts'
import { evidenceStates } from '#domain/assurance/rules/judge.ts'
import type { EvidenceView } from '#domain/assurance/trust/read-trust.ts'
import { moment, sha256 } from './choice-shapes.ts'

/** One evidence, in GET /policy and GET /trust. */
export const evidenceShape = z
  .strictObject({
    id: z.enum(evidenceIds),
    state: z.enum(evidenceStates).meta({
      description:
        'Now. `due`: kept, but something runs out soon. `unknown`: not measured, or the value has expired. `neutral`: there is nothing to hold the figures against',
    }),
    measuredAt: moment.nullable(),
    expiresAt: moment.nullable().meta({ description: 'From then on the state is `unknown`' }),
    from: moment.nullable().meta({ description: 'The beginning of the period, which ends at `measuredAt`' }),
    withheld: z.boolean().meta({ description: 'The group is smaller than ten, so figures are not given' }),
    figures: z.record(z.string(), z.number().nullable()).nullable().meta({
      description:
        'Counts, and times in the unit that the name says. Names may be added. Null: there is nothing to compute it from; for `refused`, `cancelled`, `withConsent` and `without` it is withheld, because it is about few people',
    }),
    sha256: sha256
      .nullable()
      .meta({ description: 'Of the measurement as canonical JSON (RFC 8785); its audit record names it' }),
    madeRedOn: z.iso.date().nullable().meta({
      description:
        'The day on which a test of the portal last broke the real thing until the state was `broken`. Null: this state is not possible',
    }),
  })
  .meta({ id: 'Evidence' })

/** The view without what only pages need. */
export const evidenceAnswer = ({ kind: _, ...view }: EvidenceView) => view
