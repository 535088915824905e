import { z } from 'zod'
import type { Context } from '#domain/access/context.ts'
import type { ChoiceItem } from '#domain/consent/ledger/ledger-item.ts'
import { type BatchItemResult, recordForMany } from '#domain/consent/ledger/record-choices.ts'
import { addSubjects } from '#domain/people/subjects/ensure-subject.ts'
import { ApiProblem, own } from './api-answer.ts'
import { itemOf, readWished, refusalOf, shownChoice } from './choice-items.ts'
import { choicesAnswer, choicesBody, externalId, looseChoicesBody } from './choice-shapes.ts'
import { defineCall } from './define-call.ts'
import { keyIdOf } from './parameters.ts'

/** PUT /subjects/{externalId}/choices: what a person chose on the platform. Whoever is unknown becomes known. */
export const putChoices = defineCall({
  method: 'PUT',
  route: '/subjects/:externalId/choices',
  operationId: 'putChoices',
  tag: 'Choices',
  summary: 'Records what a person chose; whoever is unknown becomes known',
  scope: 'choices:write',
  body: choicesBody,
  accepts: looseChoicesBody,
  params: z.strictObject({ externalId }),
  answer: choicesAnswer,
  idempotent: true,
  refusals: {
    409: 'Not everything was recorded; `choices` says what was. A grant was stale (`stale`), or cites no text (`no-text`); the key was used for another body (`idempotency-key-reused`: of that, withdrawals alone are recorded); something is wrong with a part, named in `errors` (`partly-refused`)',
  },
  run: async (request, { params, body, idempotencyKey }) => {
    const subject = params.externalId
    const { wished, errors } = readWished(body.choices)
    if (wished.length === 0) throw new ApiProblem(400, 'invalid-body', { errors })
    const item = itemOf(keyIdOf(request), subject, body, wished, idempotencyKey)
    const [result] = await recordKnown(request.ctx, [item])
    if (result?.status === 'failed') throw new Error('the choices could not be written')
    const choices = result && 'choices' in result ? result.choices.map(shownChoice) : []
    const code = refusalOf(result, errors)
    if (code !== null) throw new ApiProblem(409, code, { errors, more: { subject, choices } })
    return own({ subject, status: result?.status, choices })
  },
})

/** Records, and again for those who were unknown, once they are known. */
export async function recordKnown(ctx: Context, items: readonly ChoiceItem[]): Promise<BatchItemResult[]> {
  const results = await recordForMany(ctx, items)
  const missing = items.flatMap((item, at) =>
    results[at]?.status === 'unknown-subject' ? [{ item, at }] : [],
  )
  if (missing.length === 0) return results
  await addSubjects(
    ctx,
    missing.flatMap(({ item: { person, locale = ctx.locale } }) =>
      'externalId' in person ? [{ ...person, locale }] : [],
    ),
  )
  const again = await recordForMany(
    ctx,
    missing.map(({ item }) => item),
  )
  missing.forEach(({ at }, n) => {
    const made = again[n]
    if (made) results[at] = made
  })
  return results
}
