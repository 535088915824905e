import { addWorkingDays, type Calendar } from '#domain/requests/deadlines/calendar.ts'
import { almatyDate, endOfAlmatyDay } from '#platform/time/almaty-time.ts'
import type { DutyState } from './ladder.ts'

/** The authority is told within one working day of the detection (Art. 25(2)(8) of Law 94-V, Rules 481 p. 4). */
const WORKING_DAYS = 1

/** Officers get an email so long before the end. */
export const WARN_BEFORE_MS = 4 * 3_600_000

/** The end of the term: 23:59:59 in Almaty of the next working day. */
export const dueAtOf = (noticedAt: Date, calendar: Calendar): Date =>
  endOfAlmatyDay(addWorkingDays(almatyDate(noticedAt), WORKING_DAYS, calendar))

export type WithTerm = {
  dueAt: Date
  authority: DutyState
  authorityAt: Date | null
}

/**
 * `running`, `soon`: the last four hours. `passed`: over, and nobody was told. `in-time`, `late`: when the authority was told.
 * `not-needed`: there was nothing to tell.
 */
export type TermState = 'running' | 'soon' | 'passed' | 'in-time' | 'late' | 'not-needed'

export function termStateOf({ dueAt, authority, authorityAt }: WithTerm, now: Date): TermState {
  if (authority === 'not-needed') return 'not-needed'
  if (authority === 'told') return authorityAt !== null && authorityAt <= dueAt ? 'in-time' : 'late'
  if (now > dueAt) return 'passed'
  return now.getTime() >= dueAt.getTime() - WARN_BEFORE_MS ? 'soon' : 'running'
}
