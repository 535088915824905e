import { nextErasureTry } from './erasure-run.ts'
import type { SourceFailure } from './source.ts'

/** How a source was when it was last looked at. */
export type SourceCheck = {
  /** Null: it is well. */
  failingSince: Date | null
  failure: SourceFailure | null
  /** Looks in a row that failed. */
  tries: number
  checkedAt: Date
  nextTryAt: Date
}

const wellPauseMs = 5 * 60_000

/** The state after a look at `now`. A source that fails is looked at less and less often, as an erasure that waits for it is. */
export function stateAfterCheck(
  before: Pick<SourceCheck, 'failingSince' | 'tries'> | undefined,
  failure: SourceFailure | null,
  now: Date,
): SourceCheck {
  if (!failure)
    return {
      failingSince: null,
      failure: null,
      tries: 0,
      checkedAt: now,
      nextTryAt: new Date(now.getTime() + wellPauseMs),
    }
  const tries = before?.failingSince ? before.tries : 0
  return {
    failingSince: before?.failingSince ?? now,
    failure,
    tries: tries + 1,
    checkedAt: now,
    nextTryAt: nextErasureTry(tries, now),
  }
}
