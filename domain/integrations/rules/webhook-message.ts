import { webhookEvents } from '#db/schema/integrations-codes.ts'

export { webhookEvents }
export type WebhookEvent = (typeof webhookEvents)[number]

/** What can be asked for; `webhook.test` is sent by hand. */
export const offeredEvents = [
  'choice.recorded',
  'request.opened',
  'request.closed',
  'person.erased',
  'policy.published',
] as const satisfies readonly WebhookEvent[]
export type OfferedEvent = (typeof offeredEvents)[number]

/** The subject id of messages that concern no subject. */
export const nobody = '00000000-0000-0000-0000-000000000000'

/** Something that happened, to be told to every endpoint that asked for it. */
export type WebhookMessage = {
  subjectId: string
  event: OfferedEvent | 'webhook.test'
  at: Date
  /** Orders what happened in one millisecond; below 65,536. */
  tie: number
  /** What happened, once for all: `choice:` and the id of the event. Told twice, it is one message. */
  source: string
  data: Record<string, string | number | boolean | null>
}

/** The body that is sent and signed. */
export type WebhookBody = { type: WebhookEvent; timestamp: string; data: WebhookMessage['data'] }

export const bodyOf = ({ event, at, data }: WebhookMessage): WebhookBody => ({
  type: event,
  timestamp: at.toISOString(),
  data,
})
