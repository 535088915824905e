import type { Decision, PurposeCode } from './catalogue.ts'

/** An event on one choice, as far as it matters for the status of another one. */
export type Step = {
  seq: number
  decision: Decision
  origin: string
  recordedAt: Date
  expiresAt: Date | null
}

export const eventStatuses = ['stands', 'renewed', 'withdrawn', 'granted', 'expired', 'gone'] as const

/** `renewed`: the same was decided again without a break. `gone`: the ledger no longer has it. */
export type EventStatus =
  | { standing: 'stands' | 'gone'; since: null }
  | { standing: 'renewed' | 'withdrawn' | 'granted' | 'expired'; since: Date }

/**
 * Whether an event is in force, and if not since when. `steps`: the event and the later ones on the same choice, in
 * order of `seq`. An expired grant has ended, whether or not the expiry is recorded yet.
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

/** One event of a press, and the decision on the same choice before it; null: there was none. */
export type PressChange = {
  name: string
  purpose: PurposeCode
  topic: string
  channel: string
  decision: Decision
  seq: number
  recordedAt: Date
  before: { decision: Decision; expiresAt: Date | null; policyVersion: number } | null
}

/**
 * Whether the press ended a consent that would still be in force without it: only then is there something to take back.
 * `changedIn`: the newest version that changed what is done under a purpose, by purpose.
 */
export function switchedOff(
  { decision, purpose, before }: PressChange,
  { now, changedIn }: { now: Date; changedIn: ReadonlyMap<string, number> },
): boolean {
  if (decision !== 'withdrawn' || before?.decision !== 'granted') return false
  if (before.policyVersion < (changedIn.get(purpose) ?? 0)) return false
  return before.expiresAt === null || before.expiresAt > now
}
