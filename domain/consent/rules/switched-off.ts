import type { Decision, PurposeCode } from './catalogue.ts'

/** One event of a press, and the decision on the same choice before it; null: there was none. */
export type PressChange = {
  name: string
  purpose: PurposeCode
  topic: string
  channel: string
  decision: Decision
  seq: number
  recordedAt: Date
  before: { decision: Decision; expiresAt: Date | null } | null
}

/** Whether the press ended a consent that would still be in force without it: only then is there something to take back. */
export function switchedOff({ decision, before }: PressChange, now: Date): boolean {
  if (decision !== 'withdrawn' || before?.decision !== 'granted') return false
  return before.expiresAt === null || before.expiresAt > now
}
