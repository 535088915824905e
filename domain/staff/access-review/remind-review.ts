import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { daysLeftOf, lastDayOf, quarterOf } from '#platform/time/quarter.ts'
import { remindOnce } from '../record/reminders.ts'
import { readReviewState } from '../record/review-records.ts'
import { reviewReminder } from '../rules/review-reminder.ts'
import { membersByRole } from '../team/members-by-role.ts'

/** Who may decide in a review. */
const reviewers = ['security-officer', 'administrator'] as const

/**
 * Enqueues an email to each reviewer 30 and 7 days before the end of a quarter whose review is not complete, and at the beginning
 * of the next one; each once. Returns how many. For a daily schedule.
 */
export async function remindReview(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'access-review.remind')
  return ctx.transaction(async (tx) => {
    const now = ctx.clock.now()
    const period = quarterOf(almatyDate(now))
    const { pending, overdue } = await readReviewState(tx, period)
    const days = reviewReminder(daysLeftOf(period, almatyDate(now)))
    const what = days === null ? (overdue ? 'overdue' : null) : `${days}-days`
    if (pending === 0 || what === null) return 0
    const members = await membersByRole(tx, ctx.services.keys, reviewers)
    if (members.length === 0 || !(await remindOnce(tx, `access-review:${period}:${what}`, now))) return 0
    for (const { staffId } of members)
      await enqueue(tx, 'send-access-review-reminder', { period, what, staffId })
    await append(tx, ctx.auditedAs, {
      action: 'access-review.remind',
      resource: `access-review:${period}`,
      reason: what,
    })
    return members.length
  })
}

export type ReviewReminder = {
  to: string
  locale: Locale
  /** Roles that nobody has decided about. */
  pending: number
  dueOn: string
  overdue: boolean
}

/** The content of one email; null once the review is complete or its quarter is over, or the member no longer reviews. */
export async function readReviewReminder(
  ctx: Context,
  { period, staffId }: { period: string; staffId: string },
): Promise<ReviewReminder | null> {
  authorize(ctx.actor, 'access-review.remind')
  return ctx.transaction(async (tx) => {
    const { pending, overdue } = await currentState(tx, ctx, period)
    const members = await membersByRole(tx, ctx.services.keys, reviewers)
    const member = members.find((one) => one.staffId === staffId)
    if (pending === 0 || !member) return null
    return { to: member.email, locale: member.locale, pending, overdue, dueOn: lastDayOf(period) }
  })
}

async function currentState(tx: Transaction, ctx: Context, period: string) {
  const isNow = period === quarterOf(almatyDate(ctx.clock.now()))
  return isNow ? readReviewState(tx, period) : { pending: 0, overdue: false }
}
