import type { canarySteps } from '#db/schema/fulfilment-codes.ts'
import type { CollectedRecord, Correction, ItemOutcome, Outcome } from './source.ts'

export type CanaryStep = (typeof canarySteps)[number]

/** The person who is nobody. No row of the portal has this id, so no statistic, list or mail can name them. */
export const canarySubject = '00000000-0000-8000-8000-00000000ca4a'

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
