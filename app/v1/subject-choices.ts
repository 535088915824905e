import { z } from 'zod'
import { readChoices, readHistory } from '#domain/consent/ledger/read-choices.ts'
import { decisions } from '#domain/consent/rules/catalogue.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { ApiProblem, type ApiRequest, own } from './api-answer.ts'
import { externalId, locale, madeChoice, moment } from './choice-shapes.ts'
import { defineCall } from './define-call.ts'
import { personIn } from './parameters.ts'

const { purpose, topic, channel } = madeChoice.shape
const unknownSubject = { 404: 'No such person is known (`unknown-subject`)' }

async function known(request: ApiRequest): Promise<{ subject: string; subjectId: string }> {
  const subject = personIn(request)
  const subjectId = await findSubject(request.ctx, subject)
  if (!subjectId) throw new ApiProblem(404, 'unknown-subject')
  return { subject, subjectId }
}

const standing = z.object({
  purpose,
  topic,
  channel,
  decision: z.enum(decisions),
  seq: z.int().meta({ description: '0: nothing was ever recorded, therefore off' }),
  recordedAt: moment.nullable(),
  expiresAt: moment.nullable(),
})

/** GET /subjects/{externalId}/choices: every choice there is, with what stands. */
export const getChoices = defineCall({
  method: 'GET',
  route: '/subjects/:externalId/choices',
  summary: 'What stands of every choice',
  scope: 'choices:read',
  answer: z.object({ subject: externalId, items: z.array(standing), next: z.null() }),
  refusals: unknownSubject,
  run: async (request) => {
    const { subject, subjectId } = await known(request)
    const items = (await readChoices(request.ctx, subjectId)).map(({ name: _name, ...choice }) => ({
      ...choice,
      topic: choice.topic || null,
      channel: choice.channel || null,
    }))
    return own({ subject, items, next: null })
  },
})

const event = z.object({
  seq: z.int(),
  receiptId: z.uuid(),
  purpose,
  topic,
  channel,
  decision: z.enum(decisions),
  recordedAt: moment,
  givenAt: moment.nullable().meta({
    description: 'When it was made, where it was imported from another system; null: when it was recorded',
  }),
  policyVersion: z.int().meta({ description: '0: imported, made under no policy of this portal' }),
  words: z.object({ version: z.int(), sha256: z.string() }),
  locale,
  origin: z.string(),
  actor: z.string(),
  gpc: z.boolean(),
})

/** GET /subjects/{externalId}/history: every event, newest first, in pages. */
export const getHistory = defineCall({
  method: 'GET',
  route: '/subjects/:externalId/history',
  summary: 'Every choice that was recorded, newest first',
  scope: 'choices:read',
  query: z.object({
    cursor: z
      .string()
      .regex(/^[1-9]\d{0,9}$/)
      .transform(Number)
      .optional()
      .meta({ description: '`next` of the page before' }),
    limit: z
      .string()
      .regex(/^\d{1,3}$/)
      .transform(Number)
      .pipe(z.int().min(1).max(200))
      .optional(),
  }),
  answer: z.object({ subject: externalId, items: z.array(event), next: z.string().nullable() }),
  refusals: unknownSubject,
  run: async (request, { query }) => {
    const { subject, subjectId } = await known(request)
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
