import { and, eq, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffMember, staffRole } from '#db/schema/staff.ts'

/**
 * Whether only this member can administer the portal. Changes of roles, disabling and resets ask here; the lock keeps
 * two administrators from removing each other at once.
 */
export async function isLastAdministrator(tx: Transaction, staffId: string): Promise<boolean> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('staff.administrators'))`)
  const administrators = await tx
    .select({ staffId: staffMember.staffId, role: staffRole.role })
    .from(staffMember)
    .innerJoin(staffRole, eq(staffRole.staffId, staffMember.staffId))
    .where(and(eq(staffRole.role, 'administrator'), eq(staffMember.status, 'active')))
  const isOne = administrators.some((one) => one.staffId === staffId)
  return isOne && administrators.length === 1
}
