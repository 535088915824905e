import { z } from 'zod'
import { checkConsent } from '#domain/consent/choices/check-consent.ts'
import { decisionReasons } from '#domain/consent/rules/consent-decision.ts'
import { INTEGER_MAX } from '#platform/column-bounds.ts'
import { own } from './api-answer.ts'
import { askable, choiceKeyOf, eventSeq, externalId, moment } from './choice-shapes.ts'
import { defineCall } from './define-call.ts'
import { refuseUnknownChoice } from './known-choices.ts'
import { keyIdOf } from './parameters.ts'

const body = askable({
  subject: externalId,
  gpc: z
    .boolean()
    .optional()
    .meta({ description: 'Global Privacy Control is on in the browser of the person' }),
})

/** POST /decisions: asked before each message. The answer is not to be kept: the next withdrawal must count. */
export const postDecision = defineCall({
  method: 'POST',
  route: '/decisions',
  operationId: 'decide',
  tag: 'Decisions',
  summary: 'Whether something may be sent or used now, why, and by which event',
  scope: 'decisions:read',
  body,
  answer: z.strictObject({
    allowed: z.boolean(),
    reason: z.enum(decisionReasons),
    seq: eventSeq.meta({ description: 'The event of the history that says so; 0: none does' }),
    policyVersion: z.int().min(0).max(INTEGER_MAX).nullable(),
    notBefore: moment.optional().meta({ description: 'With `quiet-hours`: ask again then' }),
  }),
  run: async (request, { body: { subject, gpc = false, ...choice } }) => {
    const key = choiceKeyOf(choice)
    await refuseUnknownChoice(request, key)
    const question = { ...key, gpc }
    const decision = await checkConsent(request.ctx, subject, question)
    request.counts.note({ keyId: keyIdOf(request), subject, question, at: request.ctx.clock.now() }, decision)
    return own(decision)
  },
})
