import type { KeepingLaws } from './erasure-plan.ts'

/** When rows of a table of the portal end. Everything also ends with an erasure. */
export type RetentionRule =
  /** With the person's account. */
  | { how: 'account' }
  /** So many days after any of these moments. `only`: rows with this value. `byOwnJob`: another job deletes them, with more than the row. */
  | {
      how: 'days'
      days: number
      after: readonly string[]
      only?: { column: string; value: string }
      byOwnJob?: true
    }
  /** So many months after the request was closed as the operator says under `keeping.requests` (Art. 18 of Law 94-V). */
  | { how: 'request' }
  /** With the last of what a law keeps of an erased person. */
  | { how: 'kept' }
  /** With the term of the audit log. */
  | { how: 'log' }
  /** A year after the last of what a law kept of an erased person was deleted: until then the certificate can be read. */
  | { how: 'erasure' }

const DAY = 86_400_000
export const certificateDays = 365

/** Rows whose moment lies before this are over at `now`; null: never by time, or not until the operator names the term. */
export function overBefore(
  rule: RetentionRule,
  now: Date,
  { laws, endOfTerm }: { laws: KeepingLaws; endOfTerm: (now: Date, months: number) => Date },
): Date | null {
  switch (rule.how) {
    case 'days':
      return new Date(now.getTime() - rule.days * DAY)
    case 'request':
      return laws.requests ? endOfTerm(now, laws.requests.months) : null
    case 'erasure':
      return new Date(now.getTime() - certificateDays * DAY)
    default:
      return null
  }
}
