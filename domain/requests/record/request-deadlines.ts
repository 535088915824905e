import { almatyDate } from '#platform/time/almaty-time.ts'
import type { Calendar } from '../deadlines/calendar.ts'
import { bindingDeadline, deadlinesFor } from '../deadlines/deadlines.ts'
import { kindOf, type RequestRow } from './request-row.ts'
import type { DeadlineView, NextStep, OwnRequestListItem, WaitingFor } from './request-views.ts'

/** The deadlines of a request for drawing; both sides see the same. */
export function deadlinesOf(
  row: Pick<RequestRow, 'kind' | 'variant' | 'receivedAt'>,
  calendar: Calendar,
): DeadlineView[] {
  const { deadlines } = deadlinesFor(kindOf(row), row.receivedAt, calendar)
  const binding = bindingDeadline(deadlines)
  return deadlines.map((deadline) => ({
    source: deadline.source,
    binding: deadline === binding,
    basis: deadline.basis,
    amount: deadline.term.amount,
    unit: deadline.term.unit,
    reading: deadline.term.reading,
    receivedOn: almatyDate(row.receivedAt),
    dueOn: almatyDate(deadline.dueAt),
    dueAt: deadline.dueAt.toISOString(),
    provisional: deadline.provisional,
    days: deadline.days.map(({ date, why, counted }) => ({ date, why, counted })),
  }))
}

export function waitingFor(row: Pick<RequestRow, 'status' | 'approvalDelayEndsAt'>): WaitingFor {
  switch (row.status) {
    case 'awaiting-verification':
      return 'proof'
    case 'received':
    case 'in-progress':
      return 'us'
    case 'awaiting-person':
      return 'you'
    case 'awaiting-approval':
      return row.approvalDelayEndsAt ? 'delay' : 'second-person'
    default:
      return null
  }
}

/** Back in progress with a decision: it was approved. Sending back and asking the person undo it. */
const isDecided = ({ status, decision }: Pick<RequestRow, 'status' | 'decision'>) =>
  status === 'in-progress' && decision !== null

type Turn = Pick<RequestRow, 'status' | 'executingSince' | 'decision' | 'approvalDelayEndsAt'>

export function nextStep(row: Turn): NextStep {
  switch (row.status) {
    case 'awaiting-verification':
      return 'prove'
    case 'received':
      return 'we-start'
    case 'in-progress':
      if (row.executingSince) return 'being-carried-out'
      return isDecided(row) ? 'decided' : 'we-answer'
    case 'awaiting-person':
      return 'you-answer'
    case 'awaiting-approval':
      return row.approvalDelayEndsAt ? 'takes-effect' : 'second-look'
    default:
      return 'closed'
  }
}

/** Late while it is open, or closed late: a look at the time, not a status. */
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
    waitingFor: waitingFor(row),
    nextStep: nextStep(row),
    decided: isDecided(row),
    takesEffectAt: status === 'awaiting-approval' ? (row.approvalDelayEndsAt?.toISOString() ?? null) : null,
    closedAt: row.closedAt?.toISOString() ?? null,
    byRepresentative: row.filedByKind === 'representative',
  }
}
