import { and, eq, inArray } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffMember, staffRole } from '#db/schema/staff.ts'
import type { StaffRole } from '#domain/access/actor.ts'
import { clearancesOf } from '../record/clearance-records.ts'
import { clearanceState, trainingState } from '../rules/clearance.ts'

type Wanted = { roles: readonly StaffRole[]; today: string }

/**
 * Active members with at least one of these roles: how many, how many without a valid agreement and training, and whose
 * training or agreement ends within 30 days. `today` is the date in Almaty. The caller has authorized.
 */
export async function countClearedMembers(
  tx: Transaction,
  wanted: Wanted,
): Promise<{ members: number; lacking: number; soon: number }> {
  const states = (await datesOf(tx, wanted)).map((dates) => clearanceState(dates, wanted.today))
  const soon = states.filter((state) => state === 'soon').length
  const valid = states.filter((state) => state === 'valid').length
  return { members: states.length, lacking: states.length - valid - soon, soon }
}

/** The same members, by training alone: how many have one that is valid today, and whose ends within 30 days. */
export async function countTrainedMembers(
  tx: Transaction,
  wanted: Wanted,
): Promise<{ members: number; current: number; soon: number }> {
  const dates = await datesOf(tx, wanted)
  const states = dates.map(({ trainingDoneOn }) => trainingState(trainingDoneOn, wanted.today))
  const soon = states.filter((state) => state === 'soon').length
  const valid = states.filter((state) => state === 'valid').length
  return { members: states.length, current: valid + soon, soon }
}

async function datesOf(tx: Transaction, { roles }: Wanted) {
  const rows = await tx
    .selectDistinct({ staffId: staffMember.staffId })
    .from(staffMember)
    .innerJoin(staffRole, eq(staffRole.staffId, staffMember.staffId))
    .where(and(eq(staffMember.status, 'active'), inArray(staffRole.role, [...roles])))
  const staffIds = rows.map(({ staffId }) => staffId)
  const clearanceOf = await clearancesOf(tx, staffIds)
  return staffIds.map(clearanceOf)
}
