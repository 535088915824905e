import type { StaffRole } from '#domain/access/actor.ts'
import { addDays, daysBetween, type LocalDate } from '#platform/time/local-date.ts'
import { lastDayOf, quarterOf } from '#platform/time/quarter.ts'
import {
  auditQuarters,
  daysSinceTest,
  FINDING_SOON_DAYS,
  SOON_DAYS,
  TEST_DAYS,
} from '../rules/audit-terms.ts'

/** The registers in the order of their page. */
export const registerNames = [
  'audits',
  'training',
  'incidents',
  'subprocessors',
  'backups',
  'review',
  'processing',
  'transfers',
] as const
export type RegisterName = (typeof registerNames)[number]

type Terms = {
  register: RegisterName
  /** So many days before its day it is near. */
  soon: number
  /** Days before its day on which an email goes, the nearest first. Null: its noun sends emails of its own. */
  remind: readonly number[] | null
  /** Who gets the emails. */
  roles: readonly StaffRole[]
}

const officers = ['security-officer'] as const
const overseers = ['security-officer', 'administrator'] as const

/** What can be due in a register. */
export const dueTerms = {
  audit: { register: 'audits', soon: SOON_DAYS, remind: [7, 30], roles: officers },
  'penetration-test': { register: 'audits', soon: SOON_DAYS, remind: [7, 30], roles: officers },
  'quarter-audit': { register: 'audits', soon: SOON_DAYS, remind: [7, 30], roles: officers },
  'yearly-test': { register: 'audits', soon: SOON_DAYS, remind: [7, 30], roles: officers },
  finding: { register: 'audits', soon: FINDING_SOON_DAYS, remind: [FINDING_SOON_DAYS], roles: officers },
  // The emails before its end are those of the noun `staff`: to the member and to administrators.
  training: { register: 'training', soon: SOON_DAYS, remind: [], roles: overseers },
  agreement: { register: 'training', soon: SOON_DAYS, remind: [], roles: overseers },
  'incident-notice': { register: 'incidents', soon: SOON_DAYS, remind: null, roles: [] },
  'subprocessor-agreement': {
    register: 'subprocessors',
    soon: 60,
    remind: [14, 60],
    roles: ['privacy-officer', 'security-officer'],
  },
  backup: { register: 'backups', soon: 0, remind: [], roles: overseers },
  drill: { register: 'backups', soon: 0, remind: [], roles: overseers },
  'access-review': { register: 'review', soon: SOON_DAYS, remind: null, roles: [] },
} as const satisfies Record<string, Terms>

export type DueKind = keyof typeof dueTerms
const termsOf = (kind: DueKind): Terms => dueTerms[kind]

/** Something that has to happen by a day. */
export type Due = {
  kind: DueKind
  /** Names what is due for good: after it was done, the next one has another. */
  id: string
  /** A day in Almaty; null for what is missing and should be there already. */
  dueOn: LocalDate | null
  isOverdue: boolean
  /** Its row in the register: the last part of its address. */
  entry?: string
  /** The member whose training or agreement it is, or who sees to a finding. */
  staffId?: string
  /** The subprocessor, in three languages. */
  company?: { kk: string; ru: string; en: string }
}

export type DueState = 'missing' | 'overdue' | 'soon' | 'later'

export function dueState({ kind, dueOn, isOverdue }: Due, today: LocalDate): DueState {
  if (dueOn === null) return 'missing'
  if (isOverdue) return 'overdue'
  return daysBetween(today, dueOn) <= termsOf(kind).soon ? 'soon' : 'later'
}

export type ReminderStage = 'missing' | 'overdue' | `${number}-days`

/** Which email about it is due: the nearest stage that has been reached; null before the first, and where its noun sends its own. */
export function reminderStage(due: Due, today: LocalDate): ReminderStage | null {
  const { remind } = termsOf(due.kind)
  if (remind === null) return null
  if (due.dueOn === null) return 'missing'
  if (due.isOverdue) return 'overdue'
  const left = daysBetween(today, due.dueOn)
  const days = remind.find((one) => left <= one)
  return days === undefined ? null : `${days}-days`
}

/** What is missing first, then by day. */
export const byDay = (a: Due, b: Due) => (a.dueOn ?? '').localeCompare(b.dueOn ?? '')

type Done = { audit: readonly LocalDate[]; 'penetration-test': readonly LocalDate[] }
type Span = { began: LocalDate; today: LocalDate }

/**
 * The audit that is owed for a quarter and the penetration test that is owed for a year. One that is planned for a day before
 * its end is not named twice: the plan is due.
 */
export function owedAudits(done: Done, planned: readonly Due[], { began, today }: Span): Due[] {
  const quarter = owedQuarter(done.audit, { began, today })
  const testOn = addDays(today, TEST_DAYS - daysSinceTest(done['penetration-test'], { began, today }))
  const owed: Due[] = [
    dueOnDay('quarter-audit', quarter, lastDayOf(quarter), today),
    dueOnDay('yearly-test', testOn, testOn, today),
  ]
  const planOf = { 'quarter-audit': 'audit', 'yearly-test': 'penetration-test' } as const
  return owed.filter(
    ({ kind, dueOn }) =>
      !planned.some(
        (plan) =>
          plan.kind === planOf[kind as keyof typeof planOf] &&
          !plan.isOverdue &&
          (plan.dueOn ?? '') <= (dueOn ?? ''),
      ),
  )
}

const dueOnDay = (kind: DueKind, id: string, dueOn: LocalDate, today: LocalDate): Due => ({
  kind,
  id,
  dueOn,
  isOverdue: dueOn < today,
})

/** The first whole quarter without an audit; this one while it has none; else the next. As the evidence counts them. */
function owedQuarter(done: readonly LocalDate[], span: Span): string {
  const { thisQuarter, missed } = auditQuarters(done, span)
  const last = [span.began, ...done.filter((day) => day <= span.today)].reduce((a, b) => (a > b ? a : b))
  const now = quarterOf(span.today)
  if (missed > 0) return nextQuarter(quarterOf(last))
  return thisQuarter > 0 ? nextQuarter(now) : now
}

const nextQuarter = (quarter: string) => quarterOf(addDays(lastDayOf(quarter), 1))
