import { and, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffMember, staffRole } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { staffEmailIndex } from '../record/staff-fields.ts'

/** The id of the member with this address (as `parseEmailAddress` spells it), or null. */
export async function findStaff(ctx: Context, email: string): Promise<string | null> {
  authorize(ctx.actor, 'staff.find')
  return ctx.transaction((tx) => memberByAddress(tx, ctx.services.keys, email))
}

/** The same in the caller's transaction, which has authorized. */
export async function memberByAddress(
  tx: Transaction,
  keys: MasterKeys,
  email: string,
): Promise<string | null> {
  const isThis = eq(staffMember.emailIndex, staffEmailIndex(keys, email))
  const [found] = await tx.select({ staffId: staffMember.staffId }).from(staffMember).where(isThis)
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
