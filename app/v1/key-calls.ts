import type { KnownKey } from '#domain/integrations/keys/find-api-key.ts'
import type { Services } from '#platform/services.ts'
import { takeShare } from '#platform/shared-budget.ts'

const seconds = 60

/** What this instance may still spend in the minute that runs. */
type Share = { left: number; leftForAll: number; endsAt: number }
export type Counted = { consumedPoints: number; msBeforeNext: number }

/**
 * Counts the calls of each key by the minute, on all instances together: each takes shares of a minute's calls from the
 * database, since a statement a call would cost more than the call. Throws `DatabaseUnavailable`.
 */
export function openKeyCalls({ database }: Pick<Services, 'database'>): (key: KnownKey) => Promise<Counted> {
  const held = new Map<string, Share>()
  const asking = new Map<string, Promise<void>>()

  async function ask({ keyId, callsPerMinute }: KnownKey): Promise<void> {
    const budget = { limit: callsPerMinute, seconds }
    const { taken, leftForAll, endsInMs } = await takeShare(database, `calls/${keyId}`, budget)
    held.set(keyId, { left: taken, leftForAll, endsAt: performance.now() + endsInMs })
  }

  /** Calls that come while the database is asked wait for the same answer. */
  function nextShare(key: KnownKey): Promise<void> {
    const known = asking.get(key.keyId)
    if (known) return known
    const asked = ask(key).finally(() => asking.delete(key.keyId))
    asking.set(key.keyId, asked)
    return asked
  }

  return async (key) => {
    for (;;) {
      const now = performance.now()
      const share = held.get(key.keyId)
      if (share && now < share.endsAt) {
        const msBeforeNext = share.endsAt - now
        if (share.left > 0) {
          share.left -= 1
          return { consumedPoints: key.callsPerMinute - share.left - share.leftForAll, msBeforeNext }
        }
        if (share.leftForAll === 0) return { consumedPoints: key.callsPerMinute + 1, msBeforeNext }
      }
      await nextShare(key)
    }
  }
}
