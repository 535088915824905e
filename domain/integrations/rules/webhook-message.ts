import { createHash } from 'node:crypto'
import { webhookEvents } from '#db/schema/integrations-codes.ts'
import { lengthPrefixed } from '#platform/crypto/length-prefixed.ts'

export { webhookEvents }
export type WebhookEvent = (typeof webhookEvents)[number]

/** What can be asked for today. `person.erased` joins them when people can be erased. */
export const offeredEvents = [
  'choice.recorded',
  'request.opened',
  'request.closed',
  'policy.published',
] as const satisfies readonly WebhookEvent[]
export type OfferedEvent = (typeof offeredEvents)[number]

/** Stands for the person in what concerns nobody. */
export const nobody = '00000000-0000-0000-0000-000000000000'

/** Something that happened, to be told to every endpoint that asked for it. */
export type WebhookMessage = {
  subjectId: string
  event: OfferedEvent
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

/**
 * The id of one message to one endpoint, a UUIDv7: in the order in which things happened, and the same whenever it is made
 * again, so a repeat is known for one here and at the receiver.
 */
export function deliveryIdOf(endpointId: string, { subjectId, source, at, tie }: WebhookMessage): string {
  const hash = createHash('sha256')
    .update(lengthPrefixed('webhook', endpointId, subjectId, source))
    .digest()
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
  const time = hex(at.getTime(), 12)
  const order = hex(tie & 0xffff, 4)
  const rest = hash.toString('hex', 0, 7)
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${order.slice(0, 3)}`,
    `8${order.slice(3)}${rest.slice(0, 2)}`,
    rest.slice(2),
  ].join('-')
}
