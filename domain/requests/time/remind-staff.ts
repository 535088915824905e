import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { type Member, membersByRole } from '#domain/staff/team/members-by-role.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import type { Reminder } from '../deadlines/reminders.ts'
import { findRow, isRow, resourceOf } from '../record/find-request.ts'
import { kindOf, type RequestRow } from '../record/request-row.ts'
import type { KindName } from '../rules/kinds.ts'
import { isClosed } from '../rules/request-state.ts'

type Key = { subjectId: string; requestId: string }
type What = Reminder['what']

const desk = ['support', 'privacy-officer'] as const

/**
 * Runs when a reminder is due: checks whether it is still needed and enqueues a mail for each recipient. A reminder
 * goes to the assignee, otherwise to all support staff; an escalation also to the officers. Returns how many.
 */
export async function remindStaff(
  ctx: Context,
  given: Key & { what: What; share: number | null },
): Promise<number> {
  authorize(ctx.actor, 'requests.keep-time')
  const { what, share, subjectId, requestId } = given
  return ctx.transaction(async (tx) => {
    const row = await findRow(tx, isRow(given))
    if (!row || isClosed(row.status)) return 0
    const told = whoIsTold(row, what, await membersByRole(tx, ctx.services.keys, desk))
    for (const { staffId } of told)
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
      reason: what === 'escalation' ? what : `after-${share}`,
    })
    return told.length
  })
}

function whoIsTold(row: RequestRow, what: What, members: readonly Member[]): Member[] {
  const own = members.filter(({ staffId }) => staffId === row.assignedTo)
  const officers = members.filter(({ roles }) => roles.includes('privacy-officer'))
  if (what === 'escalation') return [...new Set([...own, ...officers])]
  return own.length > 0 ? own : [...members]
}

export type ReminderMail = {
  to: string
  locale: Locale
  reference: string
  kind: KindName
  dueAt: Date
}

/** The content of a reminder mail for one staff member; null once the request is closed. */
export async function readReminderMail(
  ctx: Context,
  given: Key & { staffId: string },
): Promise<ReminderMail | null> {
  authorize(ctx.actor, 'requests.mail')
  return ctx.transaction(async (tx) => {
    const row = await findRow(tx, isRow(given))
    if (!row?.dueAt || isClosed(row.status)) return null
    const members = await membersByRole(tx, ctx.services.keys, desk)
    const member = members.find(({ staffId }) => staffId === given.staffId)
    if (!member) return null
    const { reference, dueAt } = row
    return { to: member.email, locale: member.locale, reference, kind: kindOf(row), dueAt }
  })
}
