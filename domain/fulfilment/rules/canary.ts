import type { canarySteps } from '#db/schema/fulfilment-codes.ts'
import type { CollectedRecord, Correction, ItemOutcome, Outcome } from './source.ts'

export type CanaryStep = (typeof canarySteps)[number]

/** The test person of the nightly trial. No row of the portal has this id, so no statistic, list or mail can name them. */
export const canarySubject = '00000000-0000-8000-8000-00000000ca4a'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** 20:40 UTC: the night of Almaty. */
const nightly = 20 * HOUR + 40 * 60_000

/** The last trial of a source; null for one that was never tried. */
export type LastTrial = { at: Date; failed: boolean } | null

/** Whether it is time for a trial: none since 20:40 UTC. A failed one is repeated after an hour. */
export function isTrialDue(last: LastTrial, now: Date): boolean {
  if (!last || last.at > now) return true
  const night = (at: Date) => Math.floor((at.getTime() - nightly) / DAY)
  return night(last.at) !== night(now) || (last.failed && now.getTime() - last.at.getTime() >= HOUR)
}

/** What the trials of an installation's systems say together. */
export type TrialCounts = {
  /** Systems other than the portal, and those of them that allow a trial. */
  systems: number
  allowed: number
  /** Whose last trial failed; which were never tried. */
  failed: number
  untried: number
  /** How long ago the oldest of the last trials was, in hours; null when there was none. */
  oldestHours: number | null
}

/** Counts over the systems that allow a trial: each with its last one. */
export function countTrials(systems: number, trials: readonly LastTrial[], now: Date): TrialCounts {
  const made = trials.filter((one) => one !== null)
  const oldest = Math.max(...made.map(({ at }) => now.getTime() - at.getTime()))
  return {
    systems,
    allowed: trials.length,
    failed: made.filter(({ failed }) => failed).length,
    untried: trials.length - made.length,
    oldestHours: made.length === 0 ? null : Math.max(0, Math.floor(oldest / HOUR)),
  }
}

/** Why a change of the canary's records is not what was wanted; null when it is. */
export function changeFault(outcome: Outcome): string | null {
  if (outcome.status === 'failed') return outcome.failure.code
  if (outcome.status !== 'done') return outcome.status
  if (outcome.matched === 0) return 'nothing-found'
  return outcome.left > 0 ? 'left-over' : null
}

/** The same of an erasure. An item without records is no fault: not every system makes some of each. */
export function erasureFault(outcomes: readonly ItemOutcome[]): string | null {
  const faults = outcomes.map(({ outcome }) => changeFault(outcome))
  if (faults.every((fault) => fault === 'nothing-found')) return faults[0] ?? null
  return faults.find((fault) => fault !== null && fault !== 'nothing-found') ?? null
}

/** A correction of the first text that may be corrected; null when there is none. */
export function canaryCorrection(records: readonly CollectedRecord[]): Correction | null {
  for (const { item, key, values } of records)
    for (const { column, kind, correctable } of item.fields) {
      const from = values[column]
      if (correctable && kind === 'text' && typeof from === 'string')
        return { item, key, column, from, to: from === 'Canary 2' ? 'Canary' : 'Canary 2' }
    }
  return null
}
