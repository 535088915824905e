import { z } from 'zod'
import { evidencedClauses } from '#domain/assurance/rules/evidence.ts'
import { readTrust } from '#domain/assurance/trust/read-trust.ts'
import { rights } from '#domain/policy/rules/clauses.ts'
import { open } from './api-answer.ts'
import { defineCall } from './define-call.ts'
import { evidenceAnswer, evidenceShape } from './evidence-shape.ts'

/** GET /trust: each clause with its actions and what is measured of it. */
export const getTrust = defineCall({
  method: 'GET',
  route: '/trust',
  operationId: 'getTrust',
  tag: 'Policy',
  summary: 'Each clause of the policy with what is measured of it',
  description:
    'A clause with an empty `evidence` is not measured yet. `data.recipients` is listed also while the version in force does not have it.',
  scope: null,
  answer: z.strictObject({
    sample: z.boolean().meta({ description: 'The people and records are invented' }),
    items: z.array(
      z.strictObject({
        clause: z.enum(evidencedClauses),
        actions: z.array(z.enum(['profile', 'contact', 'choose', ...rights])),
        evidence: z.array(evidenceShape),
      }),
    ),
    next: z.null(),
  }),
  run: async ({ ctx }) => {
    const { sample, clauses } = await readTrust(ctx)
    const items = clauses.map((one) => ({ ...one, evidence: one.evidence.map(evidenceAnswer) }))
    return open({ sample, items, next: null })
  },
})
