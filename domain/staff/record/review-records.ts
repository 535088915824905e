import { and, desc, eq, inArray, lt, ne } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { accessReview, accessReviewDecision, staffMember, staffRole } from '#db/schema/staff.ts'
import type { StaffRole } from '#domain/access/actor.ts'
import { almatyInstant } from '#platform/time/almaty-time.ts'
import { firstDayOf, previousQuarter, type Quarter } from '#platform/time/quarter.ts'

/** Where the reason of a decision is stored, under the key of the member whose role it is. */
export const reasonPlace = (period: Quarter, staffId: string, role: StaffRole) => ({
  table: 'access_review_decision',
  column: 'reason_sealed',
  row: `${period}/${staffId}/${role}`,
})

export type HeldRole = { staffId: string; role: StaffRole; grantedAt: Date }

/**
 * The roles that a review of a quarter is about: held by a member who may sign in, since before the quarter began. One that was
 * given in the quarter was decided then.
 */
export function rolesToReview(tx: Transaction, period: Quarter): Promise<HeldRole[]> {
  const { staffId, role, grantedAt } = staffRole
  return tx
    .select({ staffId, role, grantedAt })
    .from(staffRole)
    .innerJoin(staffMember, eq(staffMember.staffId, staffId))
    .where(and(ne(staffMember.status, 'disabled'), lt(grantedAt, almatyInstant(firstDayOf(period)))))
}

/** Those of them that nobody has decided about yet. */
export async function pendingRoles(tx: Transaction, period: Quarter): Promise<HeldRole[]> {
  const held = await rolesToReview(tx, period)
  const { staffId, role } = accessReviewDecision
  const decided = await tx
    .select({ staffId, role })
    .from(accessReviewDecision)
    .where(eq(accessReviewDecision.period, period))
  return held.filter((one) => !decided.some((row) => row.staffId === one.staffId && row.role === one.role))
}

export type ReviewState = {
  /** How many reviews were completed, and when the last one was. */
  completed: number
  lastAt: Date | null
  /** When that of this quarter was completed. */
  completedAt: Date | null
  /** Roles that nobody has decided about in this quarter. */
  pending: number
  /** The quarter before ended without a complete review, and this one has none yet. */
  overdue: boolean
}

export async function readReviewState(tx: Transaction, period: Quarter): Promise<ReviewState> {
  const reviews = await tx.select().from(accessReview).orderBy(desc(accessReview.completedAt))
  const before = previousQuarter(period)
  const lately = await tx
    .select({ period: accessReview.period })
    .from(accessReview)
    .where(inArray(accessReview.period, [before, period]))
  const pending = await pendingRoles(tx, period)
  const owed = lately.length === 0 && (await rolesToReview(tx, before)).length > 0
  return {
    completed: reviews.length,
    lastAt: reviews[0]?.completedAt ?? null,
    completedAt: reviews.find((one) => one.period === period)?.completedAt ?? null,
    pending: pending.length,
    overdue: owed && pending.length > 0,
  }
}
