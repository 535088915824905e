import { z } from 'zod'
import { recordFromProgram } from '#domain/consent/choices/record-from-program.ts'
import type { ChoiceItem } from '#domain/consent/ledger/ledger-item.ts'
import type { BatchItemResult } from '#domain/consent/ledger/record-choices.ts'
import { own } from './api-answer.ts'
import { itemOf, readWished, refusalOf, shownChoice } from './choice-items.ts'
import { choicesBody, externalId, looseChoicesBody, madeChoice } from './choice-shapes.ts'
import { defineCall, idempotencyKeySchema } from './define-call.ts'
import { choicesKnownOf } from './known-choices.ts'
import { keyIdOf } from './parameters.ts'
import { faultsOf } from './read-json.ts'

const mostItems = 1000

const item = z.strictObject({
  subject: externalId,
  idempotencyKey: idempotencyKeySchema.optional(),
  ...choicesBody.shape,
})
const looseItem = item.extend({ choices: looseChoicesBody.shape.choices })

const result = z.strictObject({
  subject: z.string().nullable().meta({ description: 'As it was sent; null: it is no text' }),
  idempotencyKey: z.string().nullable(),
  status: z.enum(['recorded', 'repeated', 'refused']),
  code: z.string().optional().meta({
    description:
      'Why not everything was recorded, as for a single call: `stale`, `idempotency-key-reused`, `no-text`, `no-name`, `needs-representative`, `partly-refused`; `invalid-item`: nothing was; `failed`: it alone could not be written',
  }),
  errors: z
    .array(z.strictObject({ parameter: z.string(), code: z.string() }))
    .optional()
    .meta({ description: 'What is wrong where in this item: `choices.0.decision`' }),
  choices: z.array(madeChoice),
})
type Result = z.infer<typeof result>

/** POST /choices/batch: many people's choices in one call; each has its own answer, in the order of the items. */
export const postBatch = defineCall({
  method: 'POST',
  route: '/choices/batch',
  operationId: 'recordBatch',
  tag: 'Choices',
  summary: `Up to ${mostItems} choices at once, each with its own key and its own answer`,
  scope: 'choices:write',
  body: z.strictObject({ items: z.array(item).min(1).max(mostItems) }),
  accepts: z.strictObject({ items: z.array(z.unknown()).min(1).max(mostItems) }),
  answer: z.strictObject({ items: z.array(result) }),
  run: async (request, { body }) => {
    const keyId = keyIdOf(request)
    const known = await choicesKnownOf(request, body.items.flatMap(choicesIn))
    const read = body.items.map((given) => readItem(keyId, given, known))
    const asked = read.flatMap((one) => ('asked' in one ? [one.asked] : []))
    const results = await recordFromProgram(request.ctx, asked)
    let place = 0
    const items = read.map((one) => ('asked' in one ? answerOf(one, results[place++]) : one.refused))
    return own({ items })
  },
})

type Named = Pick<Result, 'subject' | 'idempotencyKey'>
type Read = { asked: ChoiceItem; named: Named; errors: NonNullable<Result['errors']> } | { refused: Result }

/** What an item gives as its choices, before it is checked. */
const choicesIn = (given: unknown): readonly unknown[] =>
  looseItem.pick({ choices: true }).loose().safeParse(given).data?.choices ?? []

function readItem(keyId: string, given: unknown, known: ReadonlySet<string>): Read {
  const parsed = looseItem.safeParse(given)
  const { wished, errors } = parsed.success
    ? readWished(parsed.data.choices, known)
    : { wished: [], errors: faultsOf(parsed.error.issues) }
  if (!parsed.success || wished.length === 0)
    return { refused: { ...namedIn(given), status: 'refused', code: 'invalid-item', errors, choices: [] } }
  const { subject, idempotencyKey = null, ...about } = parsed.data
  return {
    asked: itemOf(keyId, subject, about, wished, idempotencyKey),
    named: { subject, idempotencyKey },
    errors,
  }
}

function answerOf(
  { named, errors }: Extract<Read, { asked: unknown }>,
  made: BatchItemResult | undefined,
): Result {
  const choices = made && 'choices' in made ? made.choices.map(shownChoice) : []
  const code = refusalOf(made, errors)
  const status = made?.status === 'repeated' ? 'repeated' : 'recorded'
  if (code === null) return { ...named, status, choices }
  return { ...named, status: 'refused', code, ...(errors.length > 0 && { errors }), choices }
}

const namedSchema = z.object({
  subject: z.string().nullable().catch(null),
  idempotencyKey: z.string().nullable().catch(null),
})
const unnamed: Named = { subject: null, idempotencyKey: null }
const namedIn = (given: unknown): Named => namedSchema.safeParse(given).data ?? unnamed
