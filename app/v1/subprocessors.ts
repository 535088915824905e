import { z } from 'zod'
import { subprocessorEntries, transferBases } from '#db/schema/assurance-codes.ts'
import { dataCategories } from '#db/schema/fulfilment-codes.ts'
import { readPublicSubprocessors } from '#domain/assurance/subprocessors/read-subprocessors.ts'
import { open } from './api-answer.ts'
import { defineCall } from './define-call.ts'

const inThree = z.strictObject({ kk: z.string(), ru: z.string(), en: z.string() })

const shape = z.strictObject({
  subprocessorId: z.uuid(),
  entry: z.enum(subprocessorEntries).meta({ description: '`end`: it gets no data from `effectiveOn` on' }),
  effectiveOn: z.iso.date(),
  name: inThree,
  country: z.string().meta({ description: 'ISO 3166-1, two letters' }),
  service: inThree,
  categories: z.array(z.enum(dataCategories)),
  since: z.iso.date(),
  transferBasis: z.enum(transferBases),
  agreement: z
    .strictObject({ signedOn: z.iso.date(), endsOn: z.iso.date().nullable(), sha256: z.string() })
    .nullable(),
})

/** GET /subprocessors: who processes data for the operator, and announced changes. */
export const getSubprocessors = defineCall({
  method: 'GET',
  route: '/subprocessors',
  operationId: 'getSubprocessors',
  tag: 'Policy',
  summary: 'Who processes data for the operator, and changes that are announced',
  description: 'Until something was `entered` into the register, an empty list says nothing.',
  scope: null,
  answer: z.strictObject({
    sample: z.boolean().meta({ description: 'The entries are invented' }),
    entered: z.boolean(),
    items: z.array(shape),
    announced: z.array(shape),
    next: z.null(),
  }),
  run: async ({ ctx }) => {
    const { sample, entered, current, announced } = await readPublicSubprocessors(ctx)
    return open({ sample, entered, items: current, announced, next: null })
  },
})
