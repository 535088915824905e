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
  /** The last day of the training; null for what is missing. */
  until: string | null
}

/** Until when the training of each active member who needs it counts, and whose training or agreement is missing. The caller has authorized. */
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
    const { ndaSignedOn, trainingDoneOn } = datesOf(staffId)
    const lacksAgreement = !ndaSignedOn || ndaSignedOn > today
    const training = trainingDoneOn && trainingDoneOn <= today ? trainingDoneOn : null
    return [
      ...(lacksAgreement
        ? [{ staffId, name, kind: 'agreement' as const, doneOn: ndaSignedOn, until: null }]
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
