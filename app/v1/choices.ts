import { z } from 'zod'
import { recordFromProgram } from '#domain/consent/choices/record-from-program.ts'
import { ApiProblem, own } from './api-answer.ts'
import { itemOf, readWished, refusalOf, shownChoice } from './choice-items.ts'
import { choicesAnswer, choicesBody, externalId, looseChoicesBody } from './choice-shapes.ts'
import { defineCall } from './define-call.ts'
import { choicesKnownOf } from './known-choices.ts'
import { keyIdOf } from './parameters.ts'

/** PUT /subjects/{externalId}/choices: what a person chose on the platform. An unknown person is created. */
export const putChoices = defineCall({
  method: 'PUT',
  route: '/subjects/:externalId/choices',
  operationId: 'putChoices',
  tag: 'Choices',
  summary: 'Records what a person chose; an unknown person is created',
  scope: 'choices:write',
  body: choicesBody,
  accepts: looseChoicesBody,
  params: z.strictObject({ externalId }),
  answer: choicesAnswer,
  idempotent: true,
  refusals: {
    409: 'Not everything was recorded; `choices` says what was. A grant was stale (`stale`), or cites no text (`no-text`), or is consent to the service by somebody without a name (`no-name`), or is a grant of somebody under 18, which only their representative gives (`needs-representative`); the key was used for another body (`idempotency-key-reused`: of that, withdrawals alone are recorded); something is wrong with a part, named in `errors` (`partly-refused`)',
  },
  run: async (request, { params, body, idempotencyKey }) => {
    const subject = params.externalId
    const { wished, errors } = readWished(body.choices, await choicesKnownOf(request, body.choices))
    if (wished.length === 0) throw new ApiProblem(400, 'invalid-body', { errors })
    const item = itemOf(keyIdOf(request), subject, body, wished, idempotencyKey)
    const [result] = await recordFromProgram(request.ctx, [item])
    if (result?.status === 'failed') throw new Error('the choices could not be written')
    const choices = result && 'choices' in result ? result.choices.map(shownChoice) : []
    const code = refusalOf(result, errors)
    if (code !== null) throw new ApiProblem(409, code, { errors, more: { subject, choices } })
    return own({ subject, status: result?.status, choices })
  },
})
