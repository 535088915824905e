import { z } from 'zod'
import type { Context } from '#domain/access/context.ts'
import type { ChoiceItem, ItemResult } from '#domain/consent/ledger/record-choices.ts'
import { recordForMany } from '#domain/consent/ledger/record-choices.ts'
import { addSubjects } from '#domain/people/subjects/ensure-subject.ts'
import { ApiProblem, own } from './api-answer.ts'
import { choicesAnswer, choicesBody, externalId, itemOf, shownChoice } from './choice-shapes.ts'
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
  params: z.strictObject({ externalId }),
  answer: choicesAnswer,
  idempotent: true,
  refusals: {
    409: 'A grant was stale and not recorded (`stale`; what else was asked for was recorded, see `choices`), or the key was used for another body (`idempotency-key-reused`)',
  },
  run: async (request, { params, body, idempotencyKey }) => {
    const subject = params.externalId
    const [result] = await recordKnown(request.ctx, [itemOf(keyIdOf(request), subject, body, idempotencyKey)])
    if (!result || !('choices' in result)) throw new ApiProblem(409, codeOf(result))
    const choices = result.choices.map(shownChoice)
    if (choices.some(({ status }) => status === 'stale'))
      throw new ApiProblem(409, 'stale', { more: { subject, choices } })
    return own({ subject, status: result.status, choices })
  },
})

/** Why nothing was recorded. */
export const codeOf = (result: ItemResult | undefined) =>
  result?.status === 'key-reused' ? 'idempotency-key-reused' : (result?.status ?? 'not-recorded')

/** Records, and again for those who were unknown, once they are known. */
export async function recordKnown(ctx: Context, items: readonly ChoiceItem[]): Promise<ItemResult[]> {
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
