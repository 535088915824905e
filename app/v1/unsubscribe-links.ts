import { z } from 'zod'
import { channelCodes, purposeCodes, topicCodes } from '#domain/consent/rules/catalogue.ts'
import {
  makeUnsubscribeLink,
  unsubscribeLinkSchema,
} from '#domain/consent/unsubscribe/make-unsubscribe-link.ts'
import { ApiProblem, own } from './api-answer.ts'
import { externalId } from './choice-shapes.ts'
import { defineCall } from './define-call.ts'

const about = z
  .strictObject({
    subject: externalId,
    purpose: z.enum(purposeCodes),
    topic: z.enum(topicCodes).optional(),
    channel: z.enum(channelCodes).optional(),
  })
  .refine((given) => unsubscribeLinkSchema.safeParse(given).success, { message: 'unknown-choice' })

/** POST /unsubscribe-links: what one message carries. The same person and choice always have the same link. */
export const postUnsubscribeLink = defineCall({
  method: 'POST',
  route: '/unsubscribe-links',
  summary: 'The link and the headers (RFC 8058) for a message to one person about one choice',
  scope: 'choices:write',
  body: about,
  answer: z.object({
    link: z.url(),
    headers: z.object({ 'List-Unsubscribe': z.string(), 'List-Unsubscribe-Post': z.string() }),
  }),
  refusals: { 404: 'No such person is known (`unknown-subject`)' },
  run: async (request, { body: { subject, ...choice } }) => {
    const made = await makeUnsubscribeLink(
      request.ctx,
      { externalId: subject },
      unsubscribeLinkSchema.parse(choice),
    )
    if (!made) throw new ApiProblem(404, 'unknown-subject')
    return own(made)
  },
})
