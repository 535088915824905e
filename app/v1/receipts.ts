import { z } from 'zod'
import { readReceipt } from '#domain/consent/receipts/read-receipt.ts'
import { readPresented, verifyReceipt } from '#domain/consent/receipts/verify-receipt.ts'
import { ApiProblem, own } from './api-answer.ts'
import { externalId, moment } from './choice-shapes.ts'
import { defineCall } from './define-call.ts'

const receipt = z
  .looseObject({ receipt_id: z.uuid(), proof: z.object({ type: z.string(), jws: z.string() }) })
  .meta({
    description: 'ISO/IEC TS 27560 as JSON-LD, with a detached JWS whose keys are at /.well-known/jwks.json',
  })

/** GET /receipts/{id}: the receipt of one event, the same bytes whenever it is asked for. */
export const getReceipt = defineCall({
  method: 'GET',
  route: '/receipts/:id',
  summary: 'The receipt of one event, and whether what it says still stands',
  scope: 'receipts:read',
  answer: z.object({
    receipt,
    subject: externalId.nullable(),
    standing: z.string(),
    since: moment.nullable(),
  }),
  refusals: { 404: 'No such receipt is known (`unknown-receipt`)' },
  run: async (request) => {
    const found = await readReceipt(request.ctx, request.params.id ?? '')
    if (!found) throw new ApiProblem(404, 'unknown-receipt')
    const { standing, since } = found.standing
    return own({
      receipt: found.receipt,
      subject: found.externalId,
      standing,
      since: since?.toISOString() ?? null,
    })
  },
})

/** POST /receipts/verify: for whoever holds a receipt, by itself or as `receipt`. Open, as the page for people is. */
export const verifyPresented = defineCall({
  method: 'POST',
  route: '/receipts/verify',
  summary: 'Whether a receipt is exactly what this portal signed, and whether the choice still stands',
  scope: null,
  body: z.looseObject({}).meta({ description: 'The receipt, by itself or as `receipt`' }),
  answer: z.object({
    genuine: z.boolean(),
    reason: z
      .enum(['unreadable', 'changed', 'unknown'])
      .optional()
      .meta({ description: 'Why it is not genuine' }),
    receiptId: z.uuid().optional(),
    stands: z.boolean(),
    standing: z.string().optional(),
    since: moment.nullable().optional(),
  }),
  run: async ({ ctx, body }) => {
    // The text itself: a key that stands twice would be lost in what was read from it.
    const given = readPresented(body.toString('utf8'))
    const wrapped = z.strictObject({ receipt: z.looseObject({}) }).safeParse(given)
    const check = await verifyReceipt(ctx, wrapped.success ? wrapped.data.receipt : given)
    if (!check.genuine) return own({ ...check, stands: false })
    return own({ ...check, since: check.since?.toISOString() ?? null })
  },
})
