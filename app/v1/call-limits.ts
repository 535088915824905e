import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { KnownKey } from '#domain/integrations/keys/find-api-key.ts'

export type CallLimit = { allowed: boolean; headers: Record<string, string> }

const seconds = 60

/**
 * Counts the calls of each key by the minute, on this instance: a count in the database would cost more than the call. The
 * headers are those of draft-ietf-httpapi-ratelimit-headers.
 */
export function openCallLimits(): (key: KnownKey) => Promise<CallLimit> {
  const counter = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: seconds })
  return async ({ keyId, callsPerMinute }) => {
    const { consumedPoints, msBeforeNext } = await counter.consume(keyId)
    const reset = Math.max(1, Math.ceil(msBeforeNext / 1000))
    const left = Math.max(0, callsPerMinute - consumedPoints)
    const headers = {
      'ratelimit-policy': `"calls";q=${callsPerMinute};w=${seconds}`,
      ratelimit: `"calls";r=${left};t=${reset}`,
    }
    if (consumedPoints <= callsPerMinute) return { allowed: true, headers }
    return { allowed: false, headers: { ...headers, 'retry-after': String(reset) } }
  }
}
