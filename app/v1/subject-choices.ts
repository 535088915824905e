import { z } from 'zod'
import { actorKinds } from '#db/schema/access-codes.ts'
import { decisions } from '#db/schema/consent-codes.ts'
import { readChoices, readHistory } from '#domain/consent/ledger/read-choices.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { INTEGER_MAX } from '#platform/column-bounds.ts'
import { ApiProblem, type ApiRequest, own } from './api-answer.ts'
import { aboutAnswered, eventSeq, externalId, locale, moment, sha256 } from './choice-shapes.ts'
import { defineCall } from './define-call.ts'
import { wholeNumber } from './parameters.ts'

const params = z.strictObject({ externalId })
const unknownSubject = { 404: 'No such person is known (`unknown-subject`)' }

async function known({ ctx }: ApiRequest, subject: string): Promise<string> {
  const subjectId = await findSubject(ctx, subject)
  if (!subjectId) throw new ApiProblem(404, 'unknown-subject')
  return subjectId
}

const standing = z
  .strictObject({
    ...aboutAnswered,
    decision: z.enum(decisions),
    seq: eventSeq.meta({ description: '0: nothing was ever recorded, therefore off' }),
    recordedAt: moment.nullable(),
    expiresAt: moment.nullable(),
  })
  .meta({ id: 'StandingChoice' })

/** GET /subjects/{externalId}/choices: every choice with its current decision. */
export const getChoices = defineCall({
  method: 'GET',
  route: '/subjects/:externalId/choices',
  operationId: 'getChoices',
  tag: 'Choices',
  summary: 'What stands of every choice',
  scope: 'choices:read',
  params,
  answer: z.strictObject({ subject: externalId, items: z.array(standing), next: z.null() }),
  refusals: unknownSubject,
  run: async (request, { params: { externalId: subject } }) => {
    const subjectId = await known(request, subject)
    const items = (await readChoices(request.ctx, subjectId)).map((choice) => ({
      purpose: choice.purpose,
      decision: choice.decision ?? 'withdrawn',
      seq: choice.seq,
      recordedAt: choice.recordedAt,
      expiresAt: choice.expiresAt,
      topic: choice.topic || null,
      channel: choice.channel || null,
    }))
    return own({ subject, items, next: null })
  },
})

const event = z
  .strictObject({
    seq: eventSeq,
    receiptId: z.uuid(),
    ...aboutAnswered,
    decision: z.enum(decisions),
    recordedAt: moment,
    givenAt: moment.nullable().meta({
      description: 'When it was made, where it was imported from another system; null: when it was recorded',
    }),
    policyVersion: eventSeq.meta({ description: '0: imported, made under no policy of this portal' }),
    words: z.strictObject({
      version: z
        .int()
        .min(-INTEGER_MAX)
        .max(INTEGER_MAX)
        .meta({ description: 'Negative: the text was agreed to elsewhere and imported' }),
      sha256,
    }),
    locale,
    origin: z.string(),
    actor: z.enum(actorKinds),
    gpc: z.boolean(),
  })
  .meta({ id: 'ChoiceEvent' })

/** GET /subjects/{externalId}/history: every event, newest first, in pages. */
export const getHistory = defineCall({
  method: 'GET',
  route: '/subjects/:externalId/history',
  operationId: 'getHistory',
  tag: 'Choices',
  summary: 'Every choice that was recorded, newest first',
  scope: 'choices:read',
  params,
  query: z.strictObject({
    cursor: wholeNumber(1, INTEGER_MAX)
      .optional()
      .meta({ description: '`next` of the page before', examples: [5] }),
    limit: wholeNumber(1, 200)
      .optional()
      .meta({ description: 'How many a page; 50 when left out', examples: [50] }),
  }),
  answer: z.strictObject({ subject: externalId, items: z.array(event), next: z.string().nullable() }),
  refusals: unknownSubject,
  run: async (request, { params: { externalId: subject }, query }) => {
    const subjectId = await known(request, subject)
    const page = await readHistory(request.ctx, subjectId, {
      ...(query.cursor !== undefined && { before: query.cursor }),
      size: query.limit ?? 50,
    })
    const items = page.items.map((one) => ({
      seq: one.seq,
      receiptId: one.eventId,
      purpose: one.purpose,
      topic: one.topic || null,
      channel: one.channel || null,
      decision: one.decision,
      recordedAt: one.recordedAt,
      givenAt: one.givenAt,
      policyVersion: one.policyVersion,
      words: { version: one.textVersion, sha256: one.textSha256 },
      locale: one.locale,
      origin: one.origin,
      actor: one.actorKind,
      gpc: one.signal === 'gpc',
    }))
    return own({ subject, items, next: page.next === null ? null : String(page.next) })
  },
})
