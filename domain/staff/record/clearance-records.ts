import { and, desc, inArray, isNotNull, isNull, or, type SQL } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffClearance } from '#db/schema/staff.ts'
import type { ClearanceDates } from '../rules/clearance.ts'

const none: ClearanceDates = { ndaSignedOn: null, ndaEndsOn: null, trainingDoneOn: null }

/** A record that says something: an end, or a date with its document. `read_staff_session` has the same rule. */
export const counting = (): SQL | undefined =>
  or(isNull(staffClearance.doneOn), isNotNull(staffClearance.contentSealed))

/** The dates that count today of each of these members: those of the newest record of each kind that counts. */
export async function clearancesOf(
  tx: Transaction,
  staffIds: readonly string[],
): Promise<(staffId: string) => ClearanceDates> {
  if (staffIds.length === 0) return () => none
  const { staffId, kind, doneOn, endsOn, recordedAt, clearanceId } = staffClearance
  const rows = await tx
    .selectDistinctOn([staffId, kind], { staffId, kind, doneOn, endsOn })
    .from(staffClearance)
    .where(and(inArray(staffId, [...staffIds]), counting()))
    .orderBy(staffId, kind, desc(recordedAt), desc(clearanceId))
  const newest = (member: string, wanted: (typeof rows)[number]['kind']) =>
    rows.find((row) => row.staffId === member && row.kind === wanted)
  return (member) => ({
    ndaSignedOn: newest(member, 'agreement')?.doneOn ?? null,
    ndaEndsOn: newest(member, 'agreement')?.endsOn ?? null,
    trainingDoneOn: newest(member, 'training')?.doneOn ?? null,
  })
}
