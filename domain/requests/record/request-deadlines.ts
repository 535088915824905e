import { almatyDate } from '#platform/time/almaty-time.ts'
import type { Calendar } from '../deadlines/calendar.ts'
import { bindingDeadline, deadlinesFor } from '../deadlines/deadlines.ts'
import type { RequestStatus } from '../rules/request-state.ts'
import { kindOf, type RequestRow } from './request-row.ts'
import type { DeadlineView, NextStep, OwnRequestListItem, WaitingFor } from './request-views.ts'

/** The clocks of a request for drawing; both sides see the same. */
export function deadlinesOf(
  row: Pick<RequestRow, 'kind' | 'variant' | 'receivedAt'>,
  calendar: Calendar,
): DeadlineView[] {
  const { clocks } = deadlinesFor(kindOf(row), row.receivedAt, calendar)
  const binding = bindingDeadline(clocks)
  return clocks.map((clock) => ({
    source: clock.source,
    binding: clock === binding,
    basis: clock.basis,
    amount: clock.term.amount,
    unit: clock.term.unit,
    reading: clock.term.reading,
    receivedOn: almatyDate(row.receivedAt),
    dueOn: almatyDate(clock.dueAt),
    dueAt: clock.dueAt.toISOString(),
    provisional: clock.provisional,
    days: clock.days.map(({ date, why, counted }) => ({ date, why, counted })),
  }))
}

export function waitingFor(status: RequestStatus): WaitingFor {
  switch (status) {
    case 'awaiting-verification':
      return 'proof'
    case 'received':
    case 'in-progress':
      return 'us'
    case 'awaiting-person':
      return 'you'
    case 'awaiting-approval':
      return 'second-person'
    default:
      return null
  }
}

export function nextStep({
  status,
  executingSince,
}: Pick<RequestRow, 'status' | 'executingSince'>): NextStep {
  switch (status) {
    case 'awaiting-verification':
      return 'prove'
    case 'received':
      return 'we-start'
    case 'in-progress':
      return executingSince ? 'being-carried-out' : 'we-answer'
    case 'awaiting-person':
      return 'you-answer'
    case 'awaiting-approval':
      return 'second-look'
    default:
      return 'closed'
  }
}

/** Late while it is open, or closed late: a look at the clock, not a status. */
export const isOverdue = ({ dueAt, closedAt }: Pick<RequestRow, 'dueAt' | 'closedAt'>, now: Date) =>
  dueAt !== null && (closedAt ?? now) > dueAt

/** A request in the person's own list. */
export function ownItem(row: RequestRow, now: Date): OwnRequestListItem {
  const { reference, status, channel } = row
  return {
    reference,
    kind: kindOf(row),
    status,
    channel,
    receivedAt: row.receivedAt.toISOString(),
    dueAt: row.dueAt?.toISOString() ?? null,
    overdue: isOverdue(row, now),
    waitingFor: waitingFor(status),
    nextStep: nextStep(row),
    closedAt: row.closedAt?.toISOString() ?? null,
  }
}
