import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { staffRoles } from '#db/schema/access-codes.ts'
import { accessReview, accessReviewDecision, staffRole } from '#db/schema/staff.ts'
import { reviewDecisions } from '#db/schema/staff-codes.ts'
import { actorId, type StaffRole } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { lastUses } from '#domain/audit/search/last-uses.ts'
import { readSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { plainText } from '#platform/plain-text.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { quarterOf, quarterPattern } from '#platform/time/quarter.ts'
import { pendingRoles, reasonPlace } from '../record/review-records.ts'
import { lockMember } from '../sign-in/consume-code.ts'
import { requireSudo } from '../sign-in/step-up.ts'
import { isLastAdministrator } from '../team/last-administrator.ts'
import { roleUse } from './permission-use.ts'

export const decideRoleSchema = z.strictObject({
  period: z.string().regex(quarterPattern, 'wrong'),
  staffId: z.uuid('wrong'),
  role: z.enum(staffRoles, 'wrong'),
  decision: z.enum(reviewDecisions, 'required'),
  reason: plainText(1000, 1),
})
export type DecideRoleInput = z.output<typeof decideRoleSchema>

/** `not-now`: decided already, no longer held, or the quarter has ended. */
export type DecideRoleResult =
  | { status: 'done' }
  | { status: 'refused'; code: 'gone' | 'yourself' | 'not-now' | 'last-administrator' }

const refused = (code: Extract<DecideRoleResult, { status: 'refused' }>['code']) =>
  ({ status: 'refused', code }) as const

/** What else the end of a role brings with it, in the same transaction; `left` are the roles that the member keeps. */
type AfterTaking = (tx: Transaction, staffId: string, left: readonly StaffRole[]) => Promise<void>

/**
 * Confirms a role of a member in the review of this quarter, or takes it away, with a reason; nobody decides about themselves. The last
 * decision completes the review. A role that is taken ends with the member's next request. Throws `Denied`, `SudoNeeded`.
 */
export async function decideRole(
  ctx: Context,
  input: DecideRoleInput,
  after?: AfterTaking,
): Promise<DecideRoleResult> {
  authorize(ctx.actor, 'access-review.decide')
  requireSudo(ctx)
  const { period, staffId, role, decision, reason } = input
  const decidedBy = actorId(ctx.actor) ?? ''
  const now = ctx.clock.now()
  if (decidedBy === staffId) return refused('yourself')
  if (period !== quarterOf(almatyDate(now))) return refused('not-now')
  return ctx.transaction(async (tx) => {
    // When the last two decisions are made at once, one of them completes the review.
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('staff.access-review'))`)
    if (!(await lockMember(tx, staffId))) return refused('gone')
    const pending = await pendingRoles(tx, period)
    const held = pending.find((one) => one.staffId === staffId && one.role === role)
    if (!held) return refused('not-now')
    if (decision === 'taken' && role === 'administrator' && (await isLastAdministrator(tx, staffId)))
      return refused('last-administrator')
    const uses = (await lastUses(tx, [staffId])).get(staffId) ?? new Map<string, Date>()
    const cipher = await readSubjectCipher(tx, ctx.services.keys, staffId)
    await tx.insert(accessReviewDecision).values({
      period,
      staffId,
      role,
      decision,
      reasonSealed: cipher.encrypt(reasonPlace(period, staffId, role), reason),
      lastUsedAt: roleUse(role, { uses, grantedAt: held.grantedAt, now }).lastUsedAt,
      decidedBy,
      decidedAt: now,
    })
    await append(tx, ctx.auditedAs, {
      action: decision === 'taken' ? 'access-review.take' : 'access-review.confirm',
      resource: `staff:${staffId}`,
      reason: role,
    })
    if (decision === 'taken') await take(tx, ctx, { staffId, role, after })
    if (pending.length === 1) await complete(tx, ctx, period)
    return { status: 'done' }
  })
}

async function take(
  tx: Transaction,
  ctx: Context,
  { staffId, role, after }: { staffId: string; role: StaffRole; after: AfterTaking | undefined },
): Promise<void> {
  await tx.delete(staffRole).where(and(eq(staffRole.staffId, staffId), eq(staffRole.role, role)))
  await append(tx, ctx.auditedAs, { action: 'staff.take-role', resource: `staff:${staffId}`, reason: role })
  const left = await tx.select({ role: staffRole.role }).from(staffRole).where(eq(staffRole.staffId, staffId))
  await after?.(
    tx,
    staffId,
    left.map((one) => one.role),
  )
}

async function complete(tx: Transaction, ctx: Context, period: string): Promise<void> {
  const completedAt = ctx.clock.now()
  await tx.insert(accessReview).values({ period, completedBy: actorId(ctx.actor) ?? '', completedAt })
  await append(tx, ctx.auditedAs, { action: 'access-review.complete', resource: `access-review:${period}` })
}
