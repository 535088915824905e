import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { KnownKey } from '#domain/integrations/keys/find-api-key.ts'
import type { Services } from '#platform/services.ts'
import { ApiProblem } from './api-answer.ts'
import { type Counted, openKeyCalls } from './key-calls.ts'

export type CallLimit = { allowed: boolean; headers: Record<string, string> }

const seconds = 60
/** Of one network. Calls without a key, such as the policy's text; a crawler needs fewer. */
const openCallsPerMinute = 600
/** Of one network. Each costs a look into the database. */
const unknownKeysPerMinute = 120
/** Keys that were valid recently: a program with one is not slowed down by strangers behind the same address. */
const mostGoodKeys = 1000

export type CallLimits = {
  /** Counts a call under a key. */
  ofKey(key: KnownKey): Promise<CallLimit>
  /** Counts a call without a key. Throws `ApiProblem` 429. */
  openCall(network: string): Promise<void>
  /** Looks a key up unless its network has shown too many unknown ones. Throws `ApiProblem` 429. */
  lookUp(network: string, shown: string, find: Find): Promise<KnownKey | null>
}

type Find = (shown: string) => Promise<KnownKey | null>

/**
 * Counts calls by the minute: those of a key on all instances together, those of strangers on this one. The headers are those
 * of draft-ietf-httpapi-ratelimit-headers.
 */
export function openCallLimits(services: Pick<Services, 'database'>): CallLimits {
  const counter = () => new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: seconds })
  const [openCalls, unknownKeys] = [counter(), counter()]
  const callsOf = openKeyCalls(services)
  const good = new Set<string>()
  return {
    ofKey: async (key) => limitOf('calls', key.callsPerMinute, await callsOf(key)),
    async openCall(network) {
      const limit = limitOf('open', openCallsPerMinute, await openCalls.consume(network))
      if (!limit.allowed) throw tooOften(limit)
    },
    async lookUp(network, shown, find) {
      const counted = good.has(shown) ? null : await unknownKeys.get(network)
      if (counted && counted.consumedPoints >= unknownKeysPerMinute)
        throw tooOften(limitOf('unknown-keys', unknownKeysPerMinute, next(counted)))
      const key = await find(shown)
      if (!key) {
        good.delete(shown)
        await unknownKeys.consume(network)
        return null
      }
      if (good.size >= mostGoodKeys) good.clear()
      good.add(shown)
      return key
    },
  }
}

/** As if one more were counted. */
const next = ({ consumedPoints, msBeforeNext }: Counted) => ({
  consumedPoints: consumedPoints + 1,
  msBeforeNext,
})

/** For a call that is over its limit. */
export const tooOften = ({ headers }: CallLimit) => new ApiProblem(429, 'too-often', { headers })

function limitOf(name: string, most: number, { consumedPoints, msBeforeNext }: Counted): CallLimit {
  const reset = Math.max(1, Math.ceil(msBeforeNext / 1000))
  const headers = {
    'ratelimit-policy': `"${name}";q=${most};w=${seconds}`,
    ratelimit: `"${name}";r=${Math.max(0, most - consumedPoints)};t=${reset}`,
  }
  if (consumedPoints <= most) return { allowed: true, headers }
  return { allowed: false, headers: { ...headers, 'retry-after': String(reset) } }
}
