import { almatyHour } from '#platform/time/almaty-time.ts'
import type { ChannelCode, MessageClass } from './catalogue.ts'

/** Advertising by SMS waits from the first of these hours to the second, by the clocks of Almaty. */
export const quietFrom = 22
export const quietUntil = 6

const HOUR = 3_600_000

/**
 * Until when a message must wait; null when it may go now. Asked of the clock on the wall, hour by hour, since the zone has
 * changed before: the night to 1 March 2024 was nine hours long.
 */
export function quietHours(channel: ChannelCode, kind: MessageClass, at: Date): { until: Date } | null {
  if (channel !== 'sms' || kind !== 'advertising') return null
  const hour = almatyHour(at)
  if (hour < quietFrom && hour >= quietUntil) return null
  // Since 1924 the clocks of Almaty have differed from UTC by whole hours.
  let until = Math.floor(at.getTime() / HOUR) * HOUR
  while (almatyHour(until) !== quietUntil) until += HOUR
  return { until: new Date(until) }
}
