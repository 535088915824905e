import { z } from 'zod'
import { makeUnsubscribeLink } from '#domain/consent/unsubscribe/make-unsubscribe-link.ts'
import { ApiProblem, own } from './api-answer.ts'
import { choiceKeyOf, externalId, unsubscribable } from './choice-shapes.ts'
import { defineCall } from './define-call.ts'
import { refuseUnknownChoice } from './known-choices.ts'

const body = unsubscribable({ subject: externalId })

/** POST /unsubscribe-links: what one message carries. The same person and choice always have the same link. */
export const postUnsubscribeLink = defineCall({
  method: 'POST',
  route: '/unsubscribe-links',
  operationId: 'makeUnsubscribeLink',
  tag: 'Decisions',
  summary: 'The link and the headers (RFC 8058) for a message to one person about one choice',
  scope: 'choices:write',
  body,
  answer: z.strictObject({
    link: z.url(),
    why: z.url().meta({ description: 'Answers “why did I get this?”: the choice, its text, day and place' }),
    headers: z.strictObject({ 'List-Unsubscribe': z.string(), 'List-Unsubscribe-Post': z.string() }),
  }),
  refusals: { 404: 'No such person is known (`unknown-subject`)' },
  run: async (request, { body: { subject, ...choice } }) => {
    const key = choiceKeyOf(choice)
    await refuseUnknownChoice(request, key)
    const made = await makeUnsubscribeLink(request.ctx, { externalId: subject }, key)
    if (!made) throw new ApiProblem(404, 'unknown-subject')
    return own(made)
  },
})
