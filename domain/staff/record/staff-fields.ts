import type { Transaction } from '#db/client.ts'
import { readSubjectCiphers, type SubjectCipher } from '#domain/people/record/subject-fields.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'

// Staff are sealed as data subjects are: each under a key of their own in the keystore, so that who has left can be
// forgotten, in old backups too.

const columns = { email: 'email_sealed', fullName: 'name_sealed', totp: 'totp_sealed' } as const

/** Where an encrypted field of a member is stored. */
export const memberPlace = (staffId: string, field: keyof typeof columns) => ({
  table: 'staff_member',
  column: columns[field],
  row: staffId,
})

/** Where the secret of an authenticator waits while an invitation is being followed. */
export const invitationPlace = (invitationId: string) => ({
  table: 'staff_invitation',
  column: 'totp_sealed',
  row: invitationId,
})

/** Where the name of a passkey is stored. */
export const passkeyPlace = (passkeyId: string) => ({
  table: 'staff_passkey',
  column: 'name_sealed',
  row: passkeyId,
})

/** By what a member is looked up; of another kind than a data subject's, so that the two cannot be matched. */
export const staffEmailIndex = (keys: MasterKeys, address: string) => keys.blindIndex(address, 'staff-email')

type Sealed = { staffId: string; emailSealed: Buffer; nameSealed: Buffer | null }

/** Throws `FieldUndecryptable`. */
export function openMember(cipher: SubjectCipher, { staffId, emailSealed, nameSealed }: Sealed) {
  return {
    email: cipher.decrypt(memberPlace(staffId, 'email'), emailSealed),
    fullName: nameSealed && cipher.decrypt(memberPlace(staffId, 'fullName'), nameSealed),
  }
}

/** Address and name of several members; who has no key is left out. */
export async function openMembers(tx: Transaction, keys: MasterKeys, rows: readonly Sealed[]) {
  const ciphers = await readSubjectCiphers(
    tx,
    keys,
    rows.map(({ staffId }) => staffId),
  )
  return new Map(
    rows.flatMap((row) => {
      const cipher = ciphers.get(row.staffId)
      return cipher ? [[row.staffId, openMember(cipher, row)] as const] : []
    }),
  )
}
