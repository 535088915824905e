import { type requestChannels, type requestOutcomes, requestStatuses } from '#db/schema/request-codes.ts'
import type { Locale } from '#domain/access/locale.ts'
import type { KindName } from './kinds.ts'

export type RequestStatus = (typeof requestStatuses)[number]
export type RequestChannel = (typeof requestChannels)[number]
export type RequestOutcome = (typeof requestOutcomes)[number]

/** What the lifecycle must know of a request. */
export type RequestState = {
  status: RequestStatus
  kind: KindName
  channel: RequestChannel
  /** The language in which the person asked. */
  locale: Locale
  /** Null while a visitor has not proven the address. */
  subjectId: string | null
  /** Only a visitor's unverified request expires; one that staff filed from a letter is answered. */
  lapsesAt: Date | null
  /** What was decided or proposed, by which member of staff. */
  decision: { outcome: RequestOutcome; by: string } | null
  approved: boolean
  /** Set where one officer works alone: a proposal counts as approved from then on. */
  approvalDelayEndsAt: Date | null
  /** The installation lets one person decide what two decide otherwise (`second-person.ts`). */
  oneMayDecide: boolean
  /** It names the value that is to be corrected, so that the portal can do it. */
  corrects: boolean
  /** Data is being changed or destroyed; there is no way back. */
  executing: boolean
}

export const closedStatuses = ['fulfilled', 'refused', 'cancelled', 'lapsed'] as const
const closed: ReadonlySet<string> = new Set(closedStatuses)

export const isClosed = (status: RequestStatus) => closed.has(status)
export const openStatuses: readonly RequestStatus[] = requestStatuses.filter((status) => !isClosed(status))

const DAY = 86_400_000

/** An unverified request expires seven times 24 hours after it was filed. */
export const lapseOf = (filedAt: Date) => new Date(filedAt.getTime() + 7 * DAY)

/** Two days before, the visitor is reminded: what expires by then is due. */
export const remindedIfLapsingBy = (now: Date) => new Date(now.getTime() + 2 * DAY)

/**
 * When a lone officer's proposal counts as approved: a day later, but leaving at least a quarter of the remaining
 * time to act, so that a term of one day can be met.
 */
export function approvalDelayEnd(proposedAt: Date, dueAt: Date | null): Date {
  const from = proposedAt.getTime()
  if (!dueAt) return new Date(from + DAY)
  const share = Math.max(0, Math.floor(((dueAt.getTime() - from) * 3) / 4))
  return new Date(from + Math.min(DAY, share))
}
