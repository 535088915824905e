import { z } from 'zod'
import { decisions } from '#db/schema/consent-codes.ts'
import { rights } from '#domain/policy/rules/clauses.ts'
import { requestStatuses, requestVariants } from '#domain/requests/rules/kinds.ts'
import { INTEGER_MAX } from '#platform/column-bounds.ts'
import { aboutAnswered, eventSeq, externalId, locale, moment, sha256 } from '../choice-shapes.ts'
import { type NamedSchemas, schemaOf } from './schema-of.ts'

const choice = z.strictObject({
  subject: externalId,
  ...aboutAnswered,
  decision: z.enum(decisions),
  seq: eventSeq,
  policyVersion: eventSeq.meta({ description: '0: imported, made under no policy of this portal' }),
  locale,
  origin: z.string().meta({ description: '`import`: taken over from another system, made at `givenAt`' }),
  givenAt: moment.nullable(),
  expiresAt: moment.nullable(),
  receiptId: z.uuid(),
})

const opened = {
  subject: externalId,
  reference: z.string(),
  right: z.enum([...rights, 'question']).meta({ description: 'A `question` is filed as a right is' }),
  variant: z.enum(requestVariants),
  status: z.enum(requestStatuses),
  receivedAt: moment,
  dueAt: moment.nullable(),
}

const policy = z.strictObject({
  version: z.int().min(1).max(INTEGER_MAX),
  lastUpdatedOn: z.iso.date(),
  effectiveOn: z.iso.date().nullable(),
  material: z.boolean(),
  sha256,
  publishedAt: moment,
})

/** What each event says, by its type. */
export const webhookData = {
  'choice.recorded': { summary: 'A choice was recorded', data: choice },
  'request.opened': { summary: 'A request was filed', data: z.strictObject(opened) },
  'request.closed': {
    summary: 'A request was closed',
    data: z.strictObject({ ...opened, closedAt: moment }),
  },
  'person.erased': {
    summary: 'The data of a person was deleted; delete what you have of them',
    data: z.strictObject({
      subject: externalId,
      erasedAt: moment,
      result: z.enum(['complete', 'incomplete']).meta({ description: '`incomplete`: a system was skipped' }),
    }),
  },
  'policy.published': { summary: 'A version of the policy was published', data: policy },
  'webhook.test': {
    summary: 'Staff sent a test message',
    data: z.strictObject({ endpointId: z.uuid() }),
  },
} as const

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
})

const parameters = [
  header('webhook-id', 'The same when a message is sent again'),
  header('webhook-timestamp', 'Seconds; refuse what is more than five minutes away'),
  header(
    'webhook-signature',
    'Standard Webhooks: `v1,` and the HMAC-SHA256 of `id.timestamp.body`; several, by spaces',
  ),
]

/** `webhooks` of the description: what endpoints are sent. */
export function webhooksOf(named: NamedSchemas) {
  return Object.fromEntries(
    Object.entries(webhookData).map(([type, { summary, data }]) => {
      const message = z.strictObject({ type: z.literal(type), timestamp: moment, data })
      return [
        type,
        {
          post: {
            operationId: `on-${type.replace('.', '-')}`,
            tags: ['Webhooks'],
            summary,
            description: 'Sent to each endpoint that asked for it, in order for one person, at least once.',
            security: [],
            parameters,
            requestBody: {
              required: true,
              content: { 'application/json': { schema: schemaOf(message, 'output', named) } },
            },
            responses: {
              '2XX': { description: 'Taken. Anything else is sent again for a day' },
              410: { description: 'Turns the endpoint off' },
            },
          },
        },
      ]
    }),
  )
}
