import { almatyDate, endOfAlmatyDay } from '#platform/time/almaty-time.ts'
import { addDays, type LocalDate } from '#platform/time/local-date.ts'
import { type Calendar, isWorkingDay } from './calendar.ts'
import { bindingDeadline, type Deadlines } from './deadlines.ts'

/** `share`: how much of the term has passed, in per cent, for a `reminder`; `missed`: it has passed without an answer. */
export type Reminder = { what: 'reminder' | 'escalation' | 'missed'; at: Date; share: 0 | 50 | 80 | null }

const SECOND = 1000

/** The last working day up to `due`, but not before `first`. */
function lastWorkingDay(first: LocalDate, due: LocalDate, calendar: Calendar): LocalDate {
  for (let day = due; day > first; day = addDays(day, -1)) if (isWorkingDay(day, calendar)) return day
  return due
}

/**
 * When staff are reminded: at once for terms of one day, otherwise at 50 and 80 % of the time to the binding
 * deadline. The escalation comes when one working day is left, the last letter when the term has passed. A question has none.
 */
export function remindersFor({ deadlines }: Deadlines, receivedAt: Date, calendar: Calendar): Reminder[] {
  const deadline = bindingDeadline(deadlines)
  if (!deadline) return []
  const from = receivedAt.getTime()
  const passed = (share: 0 | 50 | 80): Reminder => ({
    what: 'reminder',
    at: new Date(from + Math.floor(((deadline.dueAt.getTime() - from) * share) / 100)),
    share,
  })
  const last = lastWorkingDay(almatyDate(receivedAt), almatyDate(deadline.dueAt), calendar)
  const dayLeft = endOfAlmatyDay(addDays(last, -1)).getTime()
  const escalation: Reminder = { what: 'escalation', at: new Date(Math.max(dayLeft, from)), share: null }
  const reminders = deadline.term.amount === 1 ? [passed(0)] : [passed(50), passed(80)]
  const missed: Reminder = { what: 'missed', at: new Date(deadline.dueAt.getTime() + SECOND), share: null }
  return [...reminders, escalation, missed]
}

/** Whether a later reminder of the same request is due already, so that this one has nothing to add. */
export function isOutdated(
  { what, share }: Pick<Reminder, 'what'> & { share: number | null },
  planned: readonly Reminder[],
  now: Date,
): boolean {
  if (what !== 'reminder') return false
  return planned.some((one) => one.what === what && (one.share ?? 0) > (share ?? 0) && one.at <= now)
}
