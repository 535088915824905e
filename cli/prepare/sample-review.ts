import { eq, inArray } from 'drizzle-orm'
import { staffRoles } from '#db/schema/access-codes.ts'
import { auditEvent } from '#db/schema/audit.ts'
import { accessReview, accessReviewDecision } from '#db/schema/staff.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { decideRole } from '#domain/staff/access-review/decide-role.ts'
import { type Member, membersByRole } from '#domain/staff/team/members-by-role.ts'
import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { quarterOf } from '#platform/time/quarter.ts'

const reason = 'Роль нужна для работы.'

/** The sample's review of access in the quarter of its present: nobody decided about themselves; once. */
export async function loadSampleReview(ctx: Context): Promise<void> {
  const [made] = await ctx.transaction((tx) => tx.select().from(accessReviewDecision).limit(1))
  if (made) return
  const period = quarterOf(almatyDate(ctx.clock.now()))
  const members = await ctx.transaction((tx) => membersByRole(tx, ctx.services.keys, staffRoles))
  const deciders = members.filter(({ roles }) =>
    roles.some((role) => role === 'administrator' || role === 'security-officer'),
  )
  for (const { staffId, roles } of members) {
    const decider = deciders.find((one) => one.staffId !== staffId)
    if (!decider) continue
    for (const role of roles)
      await decideRole(contextOf(ctx, decider), { period, staffId, role, decision: 'confirmed', reason })
  }
  await dateBack(ctx, period)
}

const contextOf = ({ services }: Context, { staffId, roles, locale }: Member) =>
  contextFor(services, {
    actor: { kind: 'staff', staffId, roles, clearance: true, sudo: true },
    locale,
  })

/** As if it had been three weeks ago, which only the owner can do. */
async function dateBack(ctx: Context, period: string): Promise<void> {
  const at = almatyInstant(addDays(almatyDate(ctx.clock.now()), -21))
  await ctx.transaction(async (tx) => {
    await tx
      .update(accessReviewDecision)
      .set({ decidedAt: at })
      .where(eq(accessReviewDecision.period, period))
    await tx.update(accessReview).set({ completedAt: at }).where(eq(accessReview.period, period))
    await tx
      .update(auditEvent)
      .set({ at })
      .where(inArray(auditEvent.action, ['access-review.confirm', 'access-review.complete']))
  })
}
