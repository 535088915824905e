import type { ReactNode } from 'react'
import type { Decision } from '#domain/consent/rules/catalogue.ts'

/** What a switch says of itself, in the language of the page. */
export type ChoiceTexts = {
  on: string
  off: string
  saving: string
  saved: string
  undo: string
  undone: string
  stale: string
  offline: string
  failed: string
  signedOut: string
  tooOften: string
  /** A minor's grant: the representative is asked, or decides without being asked. */
  askedRepresentative: string
  representativeDecides: string
  /** Shown when the session has ended. */
  signIn: { href: string; label: string }
}

/** What became of the last change of a switch. */
export type Said = Exclude<keyof ChoiceTexts, 'on' | 'off' | 'undo' | 'signIn'>

/** One switch as the page shows it. */
export type ShownChoice = {
  name: string
  /** What it is called: the topic with the channel, or the purpose. */
  title: string
  purpose: string
  topic: string
  channel: string
  decision: Decision
  seq: number
  /** Hash of the words beside it. */
  textSha256: string
  policyVersion: number
  idempotencyKey: string
  /** What the answer to a plain POST has to say here. */
  said?: Said
  /** When the grant ends by its term; null without one, or where nothing is granted. */
  expiresAt: string | null
  /** For how long the words beside it ask. */
  termMonths?: number
  /** When the current grant expires, and when a grant given now would. */
  until?: string
  untilIfGranted?: string
  /** Stands below while the grant does: the way to keep it on past its term. */
  below?: ReactNode
}

export function saidOf(code: string): Said {
  if (code === 'offline') return 'offline'
  if (code === 'signed-out') return 'signedOut'
  if (code === 'asked-representative') return 'askedRepresentative'
  if (code === 'needs-representative') return 'representativeDecides'
  return code === 'too-often' ? 'tooOften' : 'failed'
}

export const opposite = (decision: Decision): Decision => (decision === 'granted' ? 'withdrawn' : 'granted')
