import { desc, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { accessReview, accessReviewDecision } from '#db/schema/staff.ts'
import type { StaffRole } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { lastUses } from '#domain/audit/search/last-uses.ts'
import { readSubjectCiphers } from '#domain/people/record/subject-fields.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { daysLeftOf, lastDayOf, type Quarter, quarterOf } from '#platform/time/quarter.ts'
import {
  pendingRoles,
  type ReviewState,
  readReviewState,
  reasonPlace,
  rolesToReview,
} from '../record/review-records.ts'
import { staffNames, teamMembers } from '../team/read-team.ts'
import { type RoleUse, roleUse } from './permission-use.ts'

export type ReviewDecision = {
  period: Quarter
  staffId: string
  /** The member's name; the id when the key is gone. */
  member: string
  role: StaffRole
  decision: (typeof accessReviewDecision.$inferSelect)['decision']
  /** Empty when the key is gone. */
  reason: string
  lastUsedAt: Date | null
  decidedBy: string
  decidedAt: Date
}

export type ReviewedMember = {
  staffId: string
  name: string
  roles: ({ role: StaffRole; grantedAt: Date; pending: boolean } & RoleUse)[]
}

export type AccessReview = ReviewState & {
  period: Quarter
  /** The last day of the quarter. */
  dueOn: string
  /** Whose roles are reviewed in this quarter, those with an unused role first. */
  members: ReviewedMember[]
  /** What was decided in this quarter, the newest first. */
  decisions: ReviewDecision[]
  /** Complete reviews, the newest first. */
  reviews: { period: Quarter; completedAt: Date; completedBy: string }[]
}

/** The review of this quarter, computed from the audit log, and the complete ones before it. */
export async function readAccessReview(ctx: Context): Promise<AccessReview> {
  authorize(ctx.actor, 'access-review.read')
  return ctx.transaction(async (tx) => {
    const period = quarterOf(almatyDate(ctx.clock.now()))
    const state = await readReviewState(tx, period)
    const reviews = await tx.select().from(accessReview).orderBy(desc(accessReview.completedAt)).limit(20)
    const names = await staffNames(tx, ctx.services.keys, [
      ...new Set(reviews.map(({ completedBy }) => completedBy)),
    ])
    return {
      ...state,
      period,
      dueOn: lastDayOf(period),
      members: await membersOf(tx, ctx, period),
      decisions: await decisionsOf(tx, ctx, period),
      reviews: reviews.map((row) => ({ ...row, completedBy: names.get(row.completedBy) ?? row.completedBy })),
    }
  })
}

/** How the review of this quarter stands, for the first page. */
export async function readReviewDue(ctx: Context): Promise<ReviewState & { daysLeft: number }> {
  authorize(ctx.actor, 'access-review.read')
  const today = almatyDate(ctx.clock.now())
  const period = quarterOf(today)
  const state = await ctx.transaction((tx) => readReviewState(tx, period))
  return { ...state, daysLeft: daysLeftOf(period, today) }
}

async function membersOf(tx: Transaction, ctx: Context, period: Quarter): Promise<ReviewedMember[]> {
  const held = await rolesToReview(tx, period)
  const open = await pendingRoles(tx, period)
  const team = await teamMembers(tx, ctx)
  const staffIds = [...new Set(held.map(({ staffId }) => staffId))]
  const uses = await lastUses(tx, staffIds)
  const members = team
    .filter(({ staffId }) => staffIds.includes(staffId))
    .map(({ staffId, fullName, email }) => ({
      staffId,
      name: fullName ?? email,
      roles: held
        .filter((one) => one.staffId === staffId)
        .map(({ role, grantedAt }) => ({
          role,
          grantedAt,
          pending: open.some((one) => one.staffId === staffId && one.role === role),
          ...roleUse(role, { uses: uses.get(staffId) ?? new Map(), grantedAt, now: ctx.clock.now() }),
        })),
    }))
  const unused = ({ roles }: ReviewedMember) => (roles.some((one) => one.unused && one.pending) ? 0 : 1)
  return members.sort((a, b) => unused(a) - unused(b))
}

/** What was decided, in one quarter or ever, the newest first. In the caller's transaction, which has authorized. */
export async function decisionsOf(
  tx: Transaction,
  ctx: Context,
  period?: Quarter,
): Promise<ReviewDecision[]> {
  const { keys } = ctx.services
  const rows = await tx
    .select()
    .from(accessReviewDecision)
    .where(period === undefined ? undefined : eq(accessReviewDecision.period, period))
    .orderBy(desc(accessReviewDecision.decidedAt))
  const named = [...new Set(rows.flatMap(({ staffId, decidedBy }) => [staffId, decidedBy]))]
  const names = await staffNames(tx, keys, named)
  const ciphers = await readSubjectCiphers(tx, keys, named)
  return rows.map(({ reasonSealed, decidedBy, ...row }) => ({
    ...row,
    member: names.get(row.staffId) ?? row.staffId,
    reason:
      ciphers.get(row.staffId)?.decrypt(reasonPlace(row.period, row.staffId, row.role), reasonSealed) ?? '',
    decidedBy: names.get(decidedBy) ?? decidedBy,
  }))
}
