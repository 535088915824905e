import type { KindName } from '../rules/kinds.ts'
import type { Calendar } from './calendar.ts'
import { type Deadlines, deadlinesFor } from './deadlines.ts'

/** An open request with the deadlines that are kept of it. */
export type OpenRequest = {
  kind: KindName
  receivedAt: Date
  dueAt: Date | null
  lawDueAt: Date | null
  policyDueAt: Date | null
}

export type KeptDeadlines = Pick<OpenRequest, 'dueAt' | 'lawDueAt' | 'policyDueAt'>

/** What the row of a request keeps of its deadlines. */
export function keptDeadlines({ deadlines, dueAt }: Deadlines): KeptDeadlines {
  const of = (source: string) => deadlines.find((deadline) => deadline.source === source)?.dueAt ?? null
  return { dueAt, lawDueAt: of('law'), policyDueAt: of('policy') }
}

const fields = ['dueAt', 'lawDueAt', 'policyDueAt'] as const

/**
 * Which open requests a changed calendar moves, and to when. Each is to be audited; one that moved into the past is late
 * from then on, and says so: the mistake was in the calendar, not in the law.
 */
export function movedDeadlines<R extends OpenRequest>(
  open: readonly R[],
  calendar: Calendar,
): { request: R; to: KeptDeadlines }[] {
  return open.flatMap((request) => {
    const to = keptDeadlines(deadlinesFor(request.kind, request.receivedAt, calendar))
    return fields.some((field) => request[field]?.getTime() !== to[field]?.getTime()) ? [{ request, to }] : []
  })
}
