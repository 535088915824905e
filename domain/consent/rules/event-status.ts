import type { Decision } from './catalogue.ts'

/** An event on one choice, as far as it matters for whether another one still stands. */
export type Step = {
  seq: number
  decision: Decision
  origin: string
  recordedAt: Date
  expiresAt: Date | null
}

export const eventStatuses = ['stands', 'renewed', 'withdrawn', 'granted', 'expired', 'gone'] as const

/** `renewed`: the same was decided again without a break. `gone`: the ledger no longer holds it. */
export type EventStatus =
  | { standing: 'stands' | 'gone'; since: null }
  | { standing: 'renewed' | 'withdrawn' | 'granted' | 'expired'; since: Date }

/**
 * Whether what an event says still stands, and since when not. `steps`: the event and those after it on the same choice, in
 * the order of `seq`. A grant whose term is over has ended, whether or not that is recorded yet.
 */
export function eventStatus(steps: readonly Step[], now: Date): EventStatus {
  const [event] = steps
  if (!event) return { standing: 'gone', since: null }
  let renewedAt: Date | undefined
  let last = event
  for (const step of steps.slice(1)) {
    const lapsedAt = endOf(last, step.recordedAt)
    if (lapsedAt) return { standing: 'expired', since: lapsedAt }
    if (step.decision !== event.decision)
      return {
        standing: step.origin === 'term' ? 'expired' : step.decision,
        since: step.recordedAt,
      }
    renewedAt = step.recordedAt
    last = step
  }
  const lapsedAt = endOf(last, now)
  if (lapsedAt) return { standing: 'expired', since: lapsedAt }
  return renewedAt ? { standing: 'renewed', since: renewedAt } : { standing: 'stands', since: null }
}

const endOf = ({ decision, expiresAt }: Step, at: Date) =>
  decision === 'granted' && expiresAt !== null && expiresAt <= at ? expiresAt : null

/** Whether a consent, or a refusal, is in force by what was found. */
export const isInForce = ({ standing }: EventStatus) => standing === 'stands' || standing === 'renewed'
