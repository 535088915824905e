import type { purposeCodes } from '#db/schema/consent-codes.ts'
import type { ClauseId } from './clauses.ts'

type PurposeCode = (typeof purposeCodes)[number]

/** The purposes that people agree to, each with the clauses that say what is done under it. */
export const purposeClauses = {
  service: ['data.registration', 'purposes.service'],
  communication: ['purposes.communication'],
  personalisation: ['data.learning'],
  improvement: ['data.technical', 'purposes.improvement'],
  analytics: ['purposes.analytics'],
} as const satisfies Partial<Record<PurposeCode, readonly ClauseId[]>>

export type TouchedPurpose = keyof typeof purposeClauses

export const touchablePurposes: readonly TouchedPurpose[] = [
  'service',
  'communication',
  'personalisation',
  'improvement',
  'analytics',
]
