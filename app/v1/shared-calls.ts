import type { Services } from '#platform/services.ts'
import { takeShare } from '#platform/shared-budget.ts'

const seconds = 60
/** More names than this in one minute come from strangers: what was over by then is forgotten. */
const mostHeld = 10_000

/** What this instance may still spend in the minute that runs. */
type Share = { left: number; leftForAll: number; endsAt: number }
export type Counted = { consumedPoints: number; msBeforeNext: number }
/** Calls that are counted under one name, and how many there may be in a minute. */
export type CallBudget = { name: string; most: number }

export type SharedCalls = {
  /** Counts a call. Throws `DatabaseUnavailable`. */
  count(budget: CallBudget): Promise<Counted>
  /** Gives a call back that this instance counted in the minute that runs. */
  giveBack(name: string): void
}

/**
 * Counts calls by the minute, on all instances together: each takes shares of a minute's calls from the database, since a
 * statement a call would cost more than the call.
 */
export function openSharedCalls({ database }: Pick<Services, 'database'>): SharedCalls {
  const held = new Map<string, Share>()
  const asking = new Map<string, Promise<void>>()

  async function ask({ name, most }: CallBudget): Promise<void> {
    const { taken, leftForAll, endsInMs } = await takeShare(database, name, { limit: most, seconds })
    if (held.size >= mostHeld) forgetEnded(held)
    held.set(name, { left: taken, leftForAll, endsAt: performance.now() + endsInMs })
  }

  /** Calls that come while the database is asked wait for the same answer. */
  function nextShare(budget: CallBudget): Promise<void> {
    const known = asking.get(budget.name)
    if (known) return known
    const asked = ask(budget).finally(() => asking.delete(budget.name))
    asking.set(budget.name, asked)
    return asked
  }

  return {
    async count(budget) {
      for (;;) {
        const now = performance.now()
        const share = held.get(budget.name)
        if (share && now < share.endsAt) {
          const msBeforeNext = share.endsAt - now
          if (share.left > 0) {
            share.left -= 1
            return { consumedPoints: budget.most - share.left - share.leftForAll, msBeforeNext }
          }
          if (share.leftForAll === 0) return { consumedPoints: budget.most + 1, msBeforeNext }
        }
        await nextShare(budget)
      }
    },
    giveBack(name) {
      const share = held.get(name)
      if (share && performance.now() < share.endsAt) share.left += 1
    },
  }
}

function forgetEnded(held: Map<string, Share>): void {
  const now = performance.now()
  for (const [name, { endsAt }] of held) if (endsAt <= now) held.delete(name)
}
