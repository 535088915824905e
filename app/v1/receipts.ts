import { z } from 'zod'
import { decisions } from '#db/schema/consent-codes.ts'
import { readReceipt } from '#domain/consent/receipts/read-receipt.ts'
import { readPresented, verifyReceipt } from '#domain/consent/receipts/verify-receipt.ts'
import { eventStatuses } from '#domain/consent/rules/event-status.ts'
import { ApiProblem, own } from './api-answer.ts'
import { externalId, moment } from './choice-shapes.ts'
import { defineCall } from './define-call.ts'

const receipt = z
  .looseObject({
    receipt_id: z.uuid(),
    proof: z.strictObject({ type: z.literal('jws'), jws: z.string().max(1000) }),
  })
  .meta({
    id: 'Receipt',
    description: 'ISO/IEC TS 27560 as JSON-LD, with a detached JWS whose keys are at /.well-known/jwks.json',
  })

const standing = z.enum(eventStatuses).meta({
  description:
    '`stands`; `renewed`: the same was decided again; `withdrawn`, `granted`, `expired`: it ended so, `since` then; `gone`: no longer kept',
})

/** A receipt as it is read; the whole of it can be presented. */
const presented = z
  .strictObject({
    receipt,
    subject: externalId.nullable(),
    decision: z
      .enum(decisions)
      .meta({ description: 'What the receipt records, even if it is no longer in force' }),
    standing,
    since: moment.nullable(),
  })
  .meta({ id: 'HeldReceipt' })

/** GET /receipts/{id}: the receipt of one event, the same bytes whenever it is asked for. */
export const getReceipt = defineCall({
  method: 'GET',
  route: '/receipts/:id',
  operationId: 'getReceipt',
  tag: 'Receipts',
  summary: 'The receipt of one event, and whether what it says still stands',
  scope: 'receipts:read',
  params: z.strictObject({ id: z.uuid().meta({ examples: ['019ac1f0-7a55-7c11-8a3e-0d5b0f6f2f10'] }) }),
  answer: presented,
  refusals: { 404: 'No such receipt is known (`unknown-receipt`)' },
  run: async (request, { params }) => {
    const found = await readReceipt(request.ctx, params.id)
    if (!found) throw new ApiProblem(404, 'unknown-receipt')
    const { standing, since } = found.standing
    return own({
      receipt: found.receipt,
      subject: found.externalId,
      decision: found.facts.decision,
      standing,
      since: since?.toISOString() ?? null,
    })
  },
})

/** POST /receipts/verify: takes a receipt, alone or as `receipt`. Open, as the page is. */
export const verifyPresented = defineCall({
  method: 'POST',
  route: '/receipts/verify',
  operationId: 'verifyReceipt',
  tag: 'Receipts',
  summary: 'Whether a receipt is exactly what this portal signed, and whether the choice still stands',
  scope: null,
  description: 'Of a receipt that is not genuine the answer says why, with 200: the question was answered.',
  body: z.looseObject({}).meta({
    description: 'The receipt by itself, or as `receipt`, as `GET /receipts/{id}` gives it',
  }),
  answer: z.strictObject({
    genuine: z.boolean(),
    reason: z
      .enum(['unreadable', 'changed', 'unknown'])
      .optional()
      .meta({ description: 'Why it is not genuine' }),
    receiptId: z.uuid().optional(),
    decision: z.enum(decisions).nullable().optional().meta({
      description: 'What the receipt records; null where the ledger no longer has it',
    }),
    stands: z.boolean().meta({
      description: 'Whether that is in force: of a withdrawal `true` means that there is no consent',
    }),
    standing: standing.optional(),
    since: moment.nullable().optional(),
  }),
  run: async ({ ctx, body }) => {
    // The raw text: parsing would hide a duplicate key.
    const given = readPresented(body.toString('utf8'))
    const wrapped = z.looseObject({ receipt: z.looseObject({}) }).safeParse(given)
    const check = await verifyReceipt(ctx, wrapped.success ? wrapped.data.receipt : given)
    if (!check.genuine) return own({ ...check, stands: false })
    const { event, since, ...said } = check
    const decision = event && (event === 'given' || event === 'renewed' ? 'granted' : 'withdrawn')
    return own({ ...said, decision, since: since?.toISOString() ?? null })
  },
})
