import { RateLimiterMemory } from 'rate-limiter-flexible'
import { CommitUnknown, DatabaseUnavailable, isWriteRefusal } from '#db/errors.ts'
import type { KnownKey } from '#domain/integrations/keys/find-api-key.ts'
import { hiddenPart } from '#platform/rate-limit.ts'
import type { Services } from '#platform/services.ts'
import { ApiProblem } from './api-answer.ts'
import { type Counted, openSharedCalls } from './shared-calls.ts'

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
  /** Counts a call without a key; one that needs no database by this instance alone. Throws `ApiProblem` 429. */
  openCall(network: string, of: { needsDatabase: boolean }): Promise<void>
  /** Looks a key up unless its network has shown too many unknown ones. Throws `ApiProblem` 429. */
  lookUp(network: string, shown: string, find: Find): Promise<KnownKey | null>
}

type Find = (shown: string) => Promise<KnownKey | null>

/**
 * Counts calls by the minute, on all instances together. The headers are those of draft-ietf-httpapi-ratelimit-headers. Strangers
 * are counted by their network, of which only a keyed hash is stored.
 */
export function openCallLimits(services: Pick<Services, 'database' | 'keys'>): CallLimits {
  const calls = openSharedCalls(services)
  const callsHere = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: seconds })
  // What can be read while the database cannot write is not refused: this instance counts it alone.
  const here = (network: string) => (error: unknown) => {
    if (!isTrouble(error)) throw error
    return callsHere.consume(network)
  }
  const good = new Set<string>()
  const budget = (name: string, network: string, most: number) => ({
    name: `${name}/${hiddenPart(services, network)}`,
    most,
  })
  return {
    ofKey: async ({ keyId, callsPerMinute: most }) =>
      limitOf('calls', most, await calls.count({ name: `calls/${keyId}`, most })),
    async openCall(network, { needsDatabase }) {
      const counted = needsDatabase
        ? await calls.count(budget('open-calls', network, openCallsPerMinute)).catch(here(network))
        : await callsHere.consume(network)
      const limit = limitOf('open', openCallsPerMinute, counted)
      if (!limit.allowed) throw tooOften(limit)
    },
    async lookUp(network, shown, find) {
      if (good.has(shown)) {
        const known = await find(shown)
        if (known) return known
        good.delete(shown)
      }
      const unknown = budget('unknown-keys', network, unknownKeysPerMinute)
      const limit = limitOf('unknown-keys', unknown.most, await calls.count(unknown))
      if (!limit.allowed) throw tooOften(limit)
      const key = await find(shown)
      if (!key) return null
      calls.giveBack(unknown.name)
      if (good.size >= mostGoodKeys) good.clear()
      good.add(shown)
      return key
    },
  }
}

const isTrouble = (error: unknown) =>
  error instanceof DatabaseUnavailable || error instanceof CommitUnknown || isWriteRefusal(error)

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
