import { inArray } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { subjectKey } from '#db/schema/people.ts'
import { decryptField, encryptField, newFieldKey } from '#platform/crypto/field-cipher.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { newId } from '#platform/ids.ts'

/** What names a person. `email` is always as `parseEmailAddress` spells it. */
export type PersonalFields = { email: string | null; fullName: string | null; phone: string | null }

type Place = { table: string; column: string; row: string }

/** Seals and opens under one person's key, bound to the place where the field stands. */
export type SubjectCipher = {
  seal(place: Place, plain: string): Buffer
  /** Throws `FieldUndecryptable`. */
  open(place: Place, sealed: Uint8Array): string
}

/** The person has no key: it was destroyed, and with it everything that it sealed. */
export class SubjectKeyGone extends Error {
  override name = 'SubjectKeyGone'
  constructor(subjectId: string) {
    super(`subject ${subjectId} has no key`)
  }
}

const columns = { email: 'email_sealed', fullName: 'name_sealed', phone: 'phone_sealed' } as const

/** A new person's key: the row that must be written in the same transaction as the person, and the seal that it makes. */
export function newSubjectCipher(keys: MasterKeys, subjectId: string) {
  const key = newFieldKey()
  const keyId = newId()
  const { version, wrapped } = keys.wrap(key, keyId)
  const row: typeof subjectKey.$inferInsert = { subjectId, keyId, masterVersion: version, wrapped }
  return { row, seal: sealUnder(subjectId, keyId, key) }
}

/** The seals of several people at once; who has no key is not in the map. */
export async function readSubjectCiphers(tx: Transaction, keys: MasterKeys, subjectIds: readonly string[]) {
  if (subjectIds.length === 0) return new Map<string, SubjectCipher>()
  const rows = await tx
    .select()
    .from(subjectKey)
    .where(inArray(subjectKey.subjectId, [...subjectIds]))
  return new Map(
    rows.map(({ subjectId, keyId, masterVersion, wrapped }) => [
      subjectId,
      sealUnder(subjectId, keyId, keys.unwrap(masterVersion, wrapped, keyId)),
    ]),
  )
}

/** Throws `SubjectKeyGone`, `MasterKeyMissing`, `WrappedKeyDamaged`. */
export async function readSubjectCipher(
  tx: Transaction,
  keys: MasterKeys,
  subjectId: string,
): Promise<SubjectCipher> {
  const seal = (await readSubjectCiphers(tx, keys, [subjectId])).get(subjectId)
  if (!seal) throw new SubjectKeyGone(subjectId)
  return seal
}

/** The columns of `subject` for the fields that are given; `null` empties one. */
export function encryptFields(
  keys: MasterKeys,
  seal: SubjectCipher,
  subjectId: string,
  fields: Partial<PersonalFields>,
) {
  const sealed = (field: keyof PersonalFields) => {
    const plain = fields[field]
    return plain == null
      ? null
      : seal.seal({ table: 'subject', column: columns[field], row: subjectId }, plain)
  }
  return {
    ...(fields.email !== undefined && {
      emailSealed: sealed('email'),
      emailIndex: fields.email === null ? null : emailIndex(keys, fields.email),
    }),
    ...(fields.fullName !== undefined && { nameSealed: sealed('fullName') }),
    ...(fields.phone !== undefined && { phoneSealed: sealed('phone') }),
  }
}

/** Throws `FieldUndecryptable`. */
export function decryptFields(
  seal: SubjectCipher,
  row: {
    subjectId: string
    emailSealed: Buffer | null
    nameSealed: Buffer | null
    phoneSealed: Buffer | null
  },
): PersonalFields {
  const open = (column: string, sealed: Buffer | null) =>
    sealed && seal.open({ table: 'subject', column, row: row.subjectId }, sealed)
  return {
    email: open(columns.email, row.emailSealed),
    fullName: open(columns.fullName, row.nameSealed),
    phone: open(columns.phone, row.phoneSealed),
  }
}

/** What an address is looked up by; of the spelling that `parseEmailAddress` gives. */
export const emailIndex = (keys: MasterKeys, address: string) => keys.blindIndex(address, 'email')

function sealUnder(subjectId: string, keyId: string, key: Uint8Array): SubjectCipher {
  return {
    seal: (place, plain) => encryptField(key, keyId, { ...place, owner: subjectId }, plain),
    open: (place, sealed) => decryptField(key, keyId, { ...place, owner: subjectId }, sealed),
  }
}
