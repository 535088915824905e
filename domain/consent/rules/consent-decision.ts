import {
  type ChannelCode,
  type ChoiceKey,
  type Decision,
  type MessageClass,
  type PurposeCode,
  serviceChoice,
  type TopicCode,
} from './catalogue.ts'
import { isSignalled } from './gpc.ts'
import { quietHours } from './quiet-hours.ts'

/** Before a message is sent or data is used: whose, for which purpose, and by which way. */
export type Question = {
  purpose: PurposeCode
  topic: TopicCode | ''
  channel: ChannelCode | ''
  gpc: boolean
}

export const decisionReasons = [
  'granted',
  'duty-of-protection',
  'never-given',
  'withdrawn',
  'lapsed',
  'policy-changed',
  'gpc',
  'quiet-hours',
  'unknown-subject',
  'restricted',
] as const
export type DecisionReason = (typeof decisionReasons)[number]

export type ConsentDecision = {
  allowed: boolean
  reason: DecisionReason
  /** The event of the ledger that says so; 0: none does. */
  seq: number
  policyVersion: number | null
  /** What is forbidden now may be sent from then on, if it is still wanted then. */
  notBefore?: string
}

/** The state of the choice; null: the subject is unknown. Without a decision nothing was ever recorded. */
export type AskedChoice = {
  decision: Decision | null
  seq: number | null
  policyVersion: number | null
  signal: string | null
  expiresAt: Date | null
  origin: string | null
  /** Processing is restricted or blocked by a decided request (Art. 24(1)(3) of Law 94-V). */
  restricted: boolean
  /** The newest policy version that changed what is done under the purpose, or retired it; 0: none did. */
  changedIn: number
  /** Of the topic; null without one, and for a topic that there never was. */
  messageClass: MessageClass | null
} | null

/** The choice that a question depends on; null for the duty of protection, which needs none. */
export function choiceBehind({ purpose, topic, channel }: Question): ChoiceKey | null {
  if (purpose === 'security') return null
  // Support is part of the service.
  return purpose === 'support' ? serviceChoice : { purpose, topic, channel }
}

/** Consents that ended without the person, by the origin of the event. */
const endReasons: Readonly<Record<string, DecisionReason>> = { term: 'lapsed', policy: 'policy-changed' }

/**
 * What the ledger answers at a moment. Nothing is allowed by silence; a grant is over when its term is, whether or not that
 * was recorded yet; a consent to what was done before a change of the policy does not cover what is done since; under Global Privacy Control only a grant that was made under it counts.
 */
export function decideConsent(question: Question, standing: AskedChoice, now: Date): ConsentDecision {
  const no = (reason: DecisionReason) => ({
    allowed: false,
    reason,
    seq: standing?.seq ?? 0,
    policyVersion: standing?.policyVersion ?? null,
  })
  if (!standing) return no('unknown-subject')
  if (!choiceBehind(question)) return { ...no('duty-of-protection'), allowed: true }
  if (standing.restricted) return no('restricted')
  if (!standing.decision) return no('never-given')
  if (standing.decision === 'withdrawn') return no(endReasons[standing.origin ?? ''] ?? 'withdrawn')
  if (standing.expiresAt && standing.expiresAt <= now) return no('lapsed')
  if ((standing.policyVersion ?? 0) < standing.changedIn) return no('policy-changed')
  if (question.gpc && isSignalled(question.purpose) && standing.signal !== 'gpc') return no('gpc')
  const quiet = quietFor(question, standing.messageClass, now)
  if (quiet) return { ...no('quiet-hours'), notBefore: quiet.until.toISOString() }
  return { ...no('granted'), allowed: true }
}

/** Advertising by SMS waits for the morning. */
const quietFor = ({ channel }: Question, messageClass: MessageClass | null, now: Date) =>
  messageClass !== null && channel !== '' ? quietHours(channel, messageClass, now) : null
