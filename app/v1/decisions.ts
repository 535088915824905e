import { z } from 'zod'
import { checkConsent } from '#domain/consent/choices/check-consent.ts'
import { channelCodes, purposeCodes, topicCodes } from '#domain/consent/rules/catalogue.ts'
import { decisionReasons, isAskable, type Question } from '#domain/consent/rules/consent-decision.ts'
import { own } from './api-answer.ts'
import { externalId, moment } from './choice-shapes.ts'
import { defineCall } from './define-call.ts'
import { keyIdOf } from './parameters.ts'

const body = z
  .strictObject({
    subject: externalId,
    purpose: z.enum(purposeCodes),
    topic: z.enum(topicCodes).optional(),
    channel: z.enum(channelCodes).optional(),
    gpc: z
      .boolean()
      .optional()
      .meta({ description: 'Global Privacy Control is on in the browser of the person' }),
  })
  .refine((given) => isAskable(questionOf(given)), { message: 'unknown-choice' })

function questionOf({
  purpose,
  topic,
  channel,
  gpc,
}: Pick<Question, 'purpose'> & Partial<WithUndefined<Question>>): Question {
  return { purpose, topic: topic ?? '', channel: channel ?? '', gpc: gpc ?? false }
}
type WithUndefined<T> = { [K in keyof T]: T[K] | undefined }

/** POST /decisions: asked before each message. The answer is not to be kept: the next withdrawal must count. */
export const postDecision = defineCall({
  method: 'POST',
  route: '/decisions',
  summary: 'Whether something may be sent or used now, why, and by which event',
  scope: 'decisions:read',
  body,
  answer: z.object({
    allowed: z.boolean(),
    reason: z.enum(decisionReasons),
    seq: z.int().meta({ description: 'The event of the history that says so; 0: none does' }),
    policyVersion: z.int().nullable(),
    notBefore: moment.optional().meta({ description: 'With `quiet-hours`: ask again then' }),
  }),
  run: async (request, { body: given }) => {
    const question = questionOf(given)
    const decision = await checkConsent(request.ctx, given.subject, question)
    request.counts.note(keyIdOf(request), question, decision)
    return own(decision)
  },
})
