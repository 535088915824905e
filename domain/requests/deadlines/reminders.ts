import { almatyDate, endOfAlmatyDay } from '#platform/time/almaty-time.ts'
import { addDays, type LocalDate } from '#platform/time/local-date.ts'
import { type Calendar, isWorkingDay } from './calendar.ts'
import { bindingDeadline, type Deadlines } from './deadlines.ts'

/** `share`: how much of the term has passed, in per cent; null for the escalation. */
export type Reminder = { what: 'reminder' | 'escalation'; at: Date; share: 0 | 50 | 80 | null }

/** The last working day up to `due`, but not before `first`. */
function lastWorkingDay(first: LocalDate, due: LocalDate, calendar: Calendar): LocalDate {
  for (let day = due; day > first; day = addDays(day, -1)) if (isWorkingDay(day, calendar)) return day
  return due
}

/**
 * When staff are reminded: at once for terms of one day, otherwise at 50 and 80 % of the time to the binding
 * deadline. The escalation comes when one working day is left. A question has none.
 */
export function remindersFor(deadlines: Deadlines, receivedAt: Date, calendar: Calendar): Reminder[] {
  const clock = bindingDeadline(deadlines.clocks)
  if (!clock) return []
  const from = receivedAt.getTime()
  const passed = (share: 0 | 50 | 80): Reminder => ({
    what: 'reminder',
    at: new Date(from + Math.floor(((clock.dueAt.getTime() - from) * share) / 100)),
    share,
  })
  const last = lastWorkingDay(almatyDate(receivedAt), almatyDate(clock.dueAt), calendar)
  const dayLeft = endOfAlmatyDay(addDays(last, -1)).getTime()
  const escalation: Reminder = { what: 'escalation', at: new Date(Math.max(dayLeft, from)), share: null }
  const reminders = clock.term.amount === 1 ? [passed(0)] : [passed(50), passed(80)]
  return [...reminders, escalation]
}
