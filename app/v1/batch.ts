import { z } from 'zod'
import { own } from './api-answer.ts'
import { choicesBody, externalId, itemOf, madeChoice, shownChoice } from './choice-shapes.ts'
import { codeOf, recordKnown } from './choices.ts'
import { defineCall, idempotencyKeySchema } from './define-call.ts'
import { keyIdOf } from './parameters.ts'

const mostItems = 1000

const item = z.strictObject({
  subject: externalId,
  idempotencyKey: idempotencyKeySchema.optional(),
  ...choicesBody.shape,
})

const result = z.strictObject({
  subject: externalId,
  idempotencyKey: z.string().nullable(),
  status: z.enum(['recorded', 'repeated', 'refused']),
  code: z.string().optional().meta({ description: 'Why it was refused: `stale`, `idempotency-key-reused`' }),
  choices: z.array(madeChoice),
})

/** POST /choices/batch: many people's choices in one statement; each has its own answer, in the order of the items. */
export const postBatch = defineCall({
  method: 'POST',
  route: '/choices/batch',
  operationId: 'recordBatch',
  tag: 'Choices',
  summary: `Up to ${mostItems} choices at once, each with its own key and its own answer`,
  scope: 'choices:write',
  body: z.strictObject({ items: z.array(item).min(1).max(mostItems) }),
  answer: z.strictObject({ items: z.array(result) }),
  run: async (request, { body }) => {
    const keyId = keyIdOf(request)
    const wished = body.items.map(({ subject, idempotencyKey, ...given }) =>
      itemOf(keyId, subject, given, idempotencyKey),
    )
    const results = await recordKnown(request.ctx, wished)
    const items = body.items.map(({ subject, idempotencyKey = null }, at) => {
      const made = results[at]
      if (!made || !('choices' in made))
        return { subject, idempotencyKey, status: 'refused', code: codeOf(made), choices: [] }
      const choices = made.choices.map(shownChoice)
      const stale = choices.some(({ status }) => status === 'stale')
      return {
        subject,
        idempotencyKey,
        status: stale ? 'refused' : made.status,
        ...(stale && { code: 'stale' }),
        choices,
      }
    })
    return own({ items })
  },
})
