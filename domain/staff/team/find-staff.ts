import { and, eq } from 'drizzle-orm'
import { staffMember, staffRole } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { staffEmailIndex } from '../record/staff-fields.ts'

/** The id of the member with this address (as `parseEmailAddress` spells it), or null. */
export async function findStaff(ctx: Context, email: string): Promise<string | null> {
  authorize(ctx.actor, 'staff.find')
  const isThis = eq(staffMember.emailIndex, staffEmailIndex(ctx.services.keys, email))
  const [found] = await ctx.transaction((tx) =>
    tx.select({ staffId: staffMember.staffId }).from(staffMember).where(isThis),
  )
  return found?.staffId ?? null
}

/** The same for an active administrator. */
export async function findAdministrator(ctx: Context, email: string): Promise<string | null> {
  authorize(ctx.actor, 'staff.find')
  const isThis = and(
    eq(staffMember.emailIndex, staffEmailIndex(ctx.services.keys, email)),
    eq(staffMember.status, 'active'),
    eq(staffRole.role, 'administrator'),
  )
  const [found] = await ctx.transaction((tx) =>
    tx
      .select({ staffId: staffMember.staffId })
      .from(staffMember)
      .innerJoin(staffRole, eq(staffRole.staffId, staffMember.staffId))
      .where(isThis),
  )
  return found?.staffId ?? null
}
