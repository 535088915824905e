import type { erasureItemStates, erasureStates } from '#db/schema/fulfilment-codes.ts'
import { approvalDelayEnd } from '#domain/requests/rules/request-state.ts'
import type { MapItem } from './data-map.ts'
import { type ItemCount, keyItem } from './erasure-plan.ts'
import type { Outcome } from './source.ts'

export type ErasureState = (typeof erasureStates)[number]
export type ErasureItemState = (typeof erasureItemStates)[number]
export type Drift = { item: string; before: number | null; now: number }

const MINUTE = 60_000

/**
 * When an erasure begins. A wish waits a day, or three quarters of what is left of the term if that is less; data that was
 * processed unlawfully is deleted without a delay (Art. 24(1)(4) of Law 94-V: one working day).
 */
export const erasureStart = (
  { variant, dueAt }: { variant: string; dueAt: Date | null },
  decidedAt: Date,
): Date => (variant === 'unlawful' ? decidedAt : approvalDelayEnd(decidedAt, dueAt))

/** Where the portal itself copies notification choices in the learning platform. */
export const preferencesTable = 'notification_preferences'

/** Rows that an erasure changes. What the portal writes itself comes and goes with every visit and choice: not compared. */
const isCompared = ({ source, table, erase }: MapItem) =>
  source !== 'portal' && table !== preferencesTable && erase.how !== 'keep'

/** Rows by item, of what can drift and was counted. */
export function plannedRows(counts: readonly ItemCount[]): Record<string, number> {
  return Object.fromEntries(
    counts.flatMap(({ item, counted }) =>
      isCompared(item) && counted.status === 'done' ? [[item.id, counted.left]] : [],
    ),
  )
}

/** Items whose rows differ from what was planned. What cannot be counted now is no drift: it is a failure. */
export function driftOf(planned: Readonly<Record<string, number>>, counts: readonly ItemCount[]): Drift[] {
  return Object.entries(plannedRows(counts)).flatMap(([item, now]) => {
    const before = planned[item] ?? null
    return before === now || (before === null && now === 0) ? [] : [{ item, before, now }]
  })
}

/**
 * The items of a run that begins. What was counted is noted, so that a worker that was killed after the deletion is not taken for
 * one that found nothing.
 */
export const waitingItems = (counts: readonly ItemCount[], at: Date) =>
  counts
    .filter(({ item }) => item.id !== keyItem)
    .map(({ item, counted }) => ({
      item: item.id,
      source: item.source,
      state: 'waiting' as const,
      matched: item.erase.how !== 'keep' && counted.status === 'done' ? counted.left : null,
      record: item.erase.how === 'keep' ? item.erase.record : null,
      at,
    }))

/** What stands in a plan beside the items: whether the person consents to the service. */
export const serviceConsent = 'consent.service'

/** Consent to the service that was given since the decision: the person may want to stay. */
export const consentDrift = (planned: Readonly<Record<string, number>>, isGranted: boolean): Drift[] =>
  planned[serviceConsent] === 0 && isGranted ? [{ item: serviceConsent, before: 0, now: 1 }] : []

/** The state of an item after its source erased it and was read again. `left`: rows that still need it. */
export function stateAfter(outcome: Outcome): ErasureItemState {
  switch (outcome.status) {
    case 'done':
      if (outcome.left > 0) return 'failed'
      return outcome.matched > 0 ? 'erased' : 'nothing'
    case 'unidentified':
      return 'unidentified'
    default:
      return 'failed'
  }
}

/** Nothing is left to do about it. */
export const isSettled = (state: ErasureItemState) => state !== 'waiting' && state !== 'failed'

/** The pause before a source that failed is asked again: from five minutes, doubled each time, at most six hours. */
export const nextErasureTry = (tries: number, now: Date): Date =>
  new Date(now.getTime() + Math.min(5 * MINUTE * 2 ** Math.min(tries, 10), 360 * MINUTE))

/** How a run ends: a skipped source makes it incomplete, and the certificate says so. */
export const endState = (states: readonly ErasureItemState[]): 'done' | 'incomplete' =>
  states.includes('skipped') ? 'incomplete' : 'done'

/** What the portal itself needs until the last of what a law keeps is deleted. */
const ofRun: readonly string[] = ['portal.erased-subject', 'portal.erasure-run', 'portal.erasure-item']
export const isOfRun = (item: string) => ofRun.includes(item)

/** The log of actions, whose records are destroyed by the end of its own term. */
export const isAuditLog = (item: string) => item === 'portal.audit-event'
