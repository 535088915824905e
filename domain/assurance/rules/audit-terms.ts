import { daysBetween } from '#platform/time/local-date.ts'
import { daysLeftOf, quarterOf, quartersBetween } from '#platform/time/quarter.ts'

/** An audit is owed each quarter (clause `security.audits`). The policy names no term for penetration tests: a year is asked here. */
export const TEST_DAYS = 365
/** So many days before it is owed, or a finding is due, somebody is reminded. */
export const SOON_DAYS = 30
export const FINDING_SOON_DAYS = 7

/**
 * Audits by quarter, for days in Almaty. `missed`: whole quarters that ended after the last audit, or after the one in which the
 * portal began, without another. `daysLeft`: of this quarter, today included.
 */
export function auditQuarters(
  doneOn: readonly string[],
  { began, today }: { began: string; today: string },
): { audits: number; thisQuarter: number; missed: number; daysLeft: number } {
  const past = doneOn.filter((day) => day <= today)
  const now = quarterOf(today)
  const last = [began, ...past].reduce((a, b) => (a > b ? a : b))
  return {
    audits: past.length,
    thisQuarter: past.filter((day) => quarterOf(day) === now).length,
    missed: Math.max(0, quartersBetween(quarterOf(last), now) - 1),
    daysLeft: daysLeftOf(now, today) + 1,
  }
}

/** Days since the last penetration test; without one since the portal began. */
export function daysSinceTest(
  doneOn: readonly string[],
  { began, today }: { began: string; today: string },
): number {
  const last = doneOn.filter((day) => day <= today).reduce((a, b) => (a > b ? a : b), began)
  return Math.max(0, daysBetween(last, today))
}

/** A finding is due on its day and late from the next. */
export function findingState(
  { dueOn, closed }: { dueOn: string; closed: boolean },
  today: string,
): 'closed' | 'overdue' | 'soon' | 'open' {
  if (closed) return 'closed'
  if (dueOn < today) return 'overdue'
  return daysBetween(today, dueOn) <= FINDING_SOON_DAYS ? 'soon' : 'open'
}

/**
 * A planned audit whose day has passed is late; within a month of its day it is soon. One that was done is done while the portal
 * has its report.
 */
export function planState(
  {
    plannedOn,
    done,
    held,
    cancelled,
  }: { plannedOn: string; done: boolean; held: boolean; cancelled: boolean },
  today: string,
): 'done' | 'no-report' | 'cancelled' | 'overdue' | 'soon' | 'planned' {
  if (done) return held ? 'done' : 'no-report'
  if (cancelled) return 'cancelled'
  if (plannedOn < today) return 'overdue'
  return daysBetween(today, plannedOn) <= SOON_DAYS ? 'soon' : 'planned'
}
