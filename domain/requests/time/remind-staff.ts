import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { type Member, membersByRole } from '#domain/staff/team/members-by-role.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { bindingDeadline, deadlinesFor } from '../deadlines/deadlines.ts'
import { isOutdated, type Reminder, remindersFor } from '../deadlines/reminders.ts'
import { findRow, isRow, resourceOf } from '../record/find-request.ts'
import { readCalendarDays } from '../record/read-calendar.ts'
import { isOverdue } from '../record/request-deadlines.ts'
import { kindOf, type RequestRow } from '../record/request-row.ts'
import { mailOverdue } from '../record/write-request.ts'
import type { KindName } from '../rules/kinds.ts'
import { isClosed } from '../rules/request-state.ts'
import type { TermUnit } from '../rules/terms.ts'

type Key = { subjectId: string; requestId: string }

/** Letters to staff about a request. `took-effect`: the delay of an officer who decides alone is over. */
export const staffLetters = ['reminder', 'escalation', 'missed', 'took-effect'] as const
export type StaffLetter = (typeof staffLetters)[number]

const told = ['support', 'privacy-officer', 'administrator'] as const

/**
 * Runs when a reminder is due: checks whether it is still needed and enqueues a mail for each recipient. A reminder goes to
 * the assignee, otherwise to everybody who works on requests; an escalation also to the officers; a missed term also to the
 * administrators and, with an apology, to the person. Returns how many members of staff.
 */
export async function remindStaff(
  ctx: Context,
  given: Key & { what: Reminder['what']; share: number | null },
): Promise<number> {
  authorize(ctx.actor, 'requests.keep-time')
  const { what, share } = given
  return ctx.transaction(async (tx) => {
    const row = await findRow(tx, isRow(given))
    if (!row || !(await isNeeded(tx, ctx, row, given))) return 0
    if (what === 'missed') await mailOverdue(tx, row)
    const members = await membersByRole(tx, ctx.services.keys, told)
    return writeToStaff(tx, ctx, row, { what, share, to: whoIsTold(row, what, members) })
  })
}

/** A late run writes no reminder that a newer letter, or the missed term, has made untrue. */
async function isNeeded(
  tx: Transaction,
  ctx: Context,
  row: RequestRow,
  given: Parameters<typeof isOutdated>[0],
): Promise<boolean> {
  const now = ctx.clock.now()
  if (isClosed(row.status)) return false
  if (given.what === 'missed' || isOverdue(row, now)) return given.what === 'missed' && isOverdue(row, now)
  const calendar = await readCalendarDays(tx)
  const deadlines = deadlinesFor(kindOf(row), row.receivedAt, calendar)
  return !isOutdated(given, remindersFor(deadlines, row.receivedAt, calendar), now)
}

/** Tells the officer who decided alone that the decision has taken effect; the other officers where that one is gone. */
// no permission: part of the step that the caller has taken
export async function tellOfEffect(tx: Transaction, ctx: Context, row: RequestRow): Promise<number> {
  const officers = await membersByRole(tx, ctx.services.keys, ['privacy-officer'])
  const own = officers.filter(({ staffId }) => staffId === row.decidedBy)
  const to = own.length > 0 ? own : officers
  return writeToStaff(tx, ctx, row, { what: 'took-effect', share: null, to })
}

async function writeToStaff(
  tx: Transaction,
  ctx: Context,
  { subjectId, requestId }: RequestRow,
  { what, share, to }: { what: StaffLetter; share: number | null; to: readonly Member[] },
): Promise<number> {
  for (const { staffId } of to)
    await enqueue(
      tx,
      'send-request-reminder',
      { subjectId, requestId, staffId, what, share },
      { key: `request-reminder:${requestId}:${what}:${share ?? 'last'}:${staffId}` },
    )
  await append(tx, ctx.auditedAs, {
    action: 'request.remind',
    subjectId,
    resource: resourceOf(requestId),
    reason: what === 'reminder' ? `after-${share}` : what,
  })
  return to.length
}

function whoIsTold(row: RequestRow, what: Reminder['what'], members: readonly Member[]): Member[] {
  const own = members.filter(({ staffId }) => staffId === row.assignedTo)
  const having = (...wanted: readonly Member['roles'][number][]) =>
    members.filter(({ roles }) => roles.some((role) => wanted.includes(role)))
  if (what === 'missed') return [...new Set([...own, ...having('privacy-officer', 'administrator')])]
  if (what === 'escalation') return [...new Set([...own, ...having('privacy-officer')])]
  return own.length > 0 ? own : having('support', 'privacy-officer')
}

export type ReminderMail = {
  to: string
  locale: Locale
  reference: string
  kind: KindName
  dueAt: Date
  /** What is left of the term when the letter goes out, 0 on its last day; null when the term has passed. */
  left: { count: number; unit: TermUnit } | null
}

/** The content of a letter to one member of staff; null once the request is closed. */
export async function readReminderMail(
  ctx: Context,
  given: Key & { staffId: string },
): Promise<ReminderMail | null> {
  authorize(ctx.actor, 'requests.mail')
  return ctx.transaction(async (tx) => {
    const row = await findRow(tx, isRow(given))
    if (!row?.dueAt || isClosed(row.status)) return null
    const members = await membersByRole(tx, ctx.services.keys, told)
    const member = members.find(({ staffId }) => staffId === given.staffId)
    if (!member) return null
    const { reference, dueAt } = row
    const { email: to, locale } = member
    return { to, locale, reference, kind: kindOf(row), dueAt, left: await leftOf(tx, ctx, row) }
  })
}

async function leftOf(tx: Transaction, ctx: Context, row: RequestRow): Promise<ReminderMail['left']> {
  const now = ctx.clock.now()
  if (isOverdue(row, now)) return null
  const { deadlines } = deadlinesFor(kindOf(row), row.receivedAt, await readCalendarDays(tx))
  const deadline = bindingDeadline(deadlines)
  if (!deadline) return null
  const today = almatyDate(now)
  const count = deadline.days.filter(({ date, counted }) => counted !== null && date > today).length
  return { count, unit: deadline.term.unit }
}
