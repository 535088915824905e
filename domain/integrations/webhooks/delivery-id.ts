import { createHash } from 'node:crypto'
import { lengthPrefixed } from '#platform/crypto/length-prefixed.ts'
import type { WebhookMessage } from '../rules/webhook-message.ts'

/**
 * The id of one message to one endpoint: a UUIDv7 in the order of the events. The same message always gets the same id, so
 * that the portal and the receiver recognise a repeat.
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
