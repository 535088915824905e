import { and, eq, inArray } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffMember, staffRole } from '#db/schema/staff.ts'
import type { StaffRole } from '#domain/access/actor.ts'
import { clearanceState } from '../rules/clearance.ts'

/**
 * Active members with at least one of these roles: how many, how many without a valid agreement and training, and whose
 * training ends within 30 days. `today` is the date in Almaty. The caller has authorized.
 */
export async function countClearances(
  tx: Transaction,
  { roles, today }: { roles: readonly StaffRole[]; today: string },
): Promise<{ members: number; lacking: number; soon: number }> {
  const rows = await tx
    .selectDistinct({
      staffId: staffMember.staffId,
      ndaSignedOn: staffMember.ndaSignedOn,
      trainingDoneOn: staffMember.trainingDoneOn,
    })
    .from(staffMember)
    .innerJoin(staffRole, eq(staffRole.staffId, staffMember.staffId))
    .where(and(eq(staffMember.status, 'active'), inArray(staffRole.role, [...roles])))
  const states = rows.map((dates) => clearanceState(dates, today))
  const soon = states.filter((state) => state === 'soon').length
  const valid = states.filter((state) => state === 'valid').length
  return { members: states.length, lacking: states.length - valid - soon, soon }
}
