import { almatyDate, endOfAlmatyDay } from '#platform/time/almaty-time.ts'
import { addDays, datesBetween, type LocalDate } from '#platform/time/local-date.ts'
import type { KindName } from '../rules/kinds.ts'
import type { Basis } from '../rules/law.ts'
import { type Term, type TermSource, terms } from '../rules/terms.ts'
import { addWorkingDays, type Calendar, type DayOfWork, dayOf, isSettled } from './calendar.ts'

/** A day on the deadline line; `counted` is its number within the term, null when it is not counted. */
export type DeadlineDay = DayOfWork & { counted: number | null }

export type RequestDeadline = {
  source: TermSource
  basis: readonly Basis[]
  term: Term
  dueAt: Date
  /** Every day from receipt to the last, both included. */
  days: DeadlineDay[]
  /** True while the calendar of a year it runs through is not official: the day may still move. */
  provisional: boolean
}

export type Deadlines = {
  deadlines: RequestDeadline[]
  /** The earliest of the deadlines; null for a question. */
  dueAt: Date | null
  bindingSource: TermSource | null
}

function lastDay(term: Term, receivedOn: LocalDate, calendar: Calendar): LocalDate {
  return term.unit === 'working-days'
    ? addWorkingDays(receivedOn, term.amount, calendar)
    : addDays(receivedOn, term.amount)
}

function deadlineFor(term: Term, receivedOn: LocalDate, calendar: Calendar): RequestDeadline {
  const last = lastDay(term, receivedOn, calendar)
  const inWorkingDays = term.unit === 'working-days'
  let number = 0
  const days = datesBetween(receivedOn, last).map((date) => {
    const day = dayOf(date, calendar)
    // Counting starts on the next day: receipt itself is on the line but not of the term.
    const isCounted = date !== receivedOn && (day.working || !inWorkingDays)
    return { ...day, counted: isCounted ? ++number : null }
  })
  return {
    source: term.source,
    basis: term.basis,
    term,
    dueAt: endOfAlmatyDay(last),
    days,
    provisional: inWorkingDays && !isSettled(receivedOn, last, calendar),
  }
}

/** The deadline that binds: the earliest, and of two that end together the law's. Null for a question. */
export function bindingDeadline(deadlines: readonly RequestDeadline[]): RequestDeadline | null {
  const order = [...deadlines].sort(
    (a, b) =>
      a.dueAt.getTime() - b.dueAt.getTime() || Number(a.source !== 'law') - Number(b.source !== 'law'),
  )
  return order[0] ?? null
}

/**
 * The deadlines of a request from the moment it was filed; each ends at 23:59:59 in Almaty of its last day
 * (Art. 172-176 of the Civil Code). Throws `RangeError` for an invalid moment.
 */
export function deadlinesFor(kind: KindName, receivedAt: Date, calendar: Calendar): Deadlines {
  const receivedOn = almatyDate(receivedAt)
  const deadlines = terms[kind].map((term) => deadlineFor(term, receivedOn, calendar))
  const binding = bindingDeadline(deadlines)
  return { deadlines, dueAt: binding?.dueAt ?? null, bindingSource: binding?.source ?? null }
}
