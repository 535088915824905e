import type { Transaction } from '#db/client.ts'
import { clearedRoles } from '#domain/access/permissions.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { clearancesOf } from '../record/clearance-records.ts'
import { trainingUntil } from '../rules/clearance.ts'
import { membersByRole } from '../team/members-by-role.ts'

export type ClearanceDue = {
  staffId: string
  name: string
  kind: 'agreement' | 'training'
  /** The day of the record that counts; null without one. */
  doneOn: string | null
  /** The last day on which it counts; null for what is missing. */
  until: string | null
}

/** Until when training and agreement of each active member who needs them count, and what is missing; an agreement without an end is never due. The caller has authorized. */
export async function clearanceDues(
  tx: Transaction,
  keys: MasterKeys,
  today: string,
): Promise<ClearanceDue[]> {
  const members = await membersByRole(tx, keys, clearedRoles)
  const datesOf = await clearancesOf(
    tx,
    members.map(({ staffId }) => staffId),
  )
  return members.flatMap(({ staffId, name }): ClearanceDue[] => {
    const { ndaSignedOn, ndaEndsOn, trainingDoneOn } = datesOf(staffId)
    const agreement = ndaSignedOn && ndaSignedOn <= today ? ndaSignedOn : null
    const training = trainingDoneOn && trainingDoneOn <= today ? trainingDoneOn : null
    return [
      ...(agreement === null || ndaEndsOn !== null
        ? [
            {
              staffId,
              name,
              kind: 'agreement' as const,
              doneOn: agreement,
              until: agreement && ndaEndsOn,
            },
          ]
        : []),
      {
        staffId,
        name,
        kind: 'training',
        doneOn: training,
        until: training && trainingUntil(training),
      },
    ]
  })
}
