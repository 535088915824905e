import { inArray } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { subjectKey } from '#db/schema/people.ts'
import { decryptField, encryptField, newFieldKey, utf8Bytes } from '#platform/crypto/field-cipher.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { newId } from '#platform/ids.ts'
import type { Services } from '#platform/services.ts'

/** What names a person. `email` is always as `parseEmailAddress` spells it. */
export type PersonalFields = { email: string | null; fullName: string | null; phone: string | null }

type Place = { table: string; column: string; row: string }

/** Encrypts and decrypts under one person's key, bound to the place of the field. Decrypting throws `FieldUndecryptable`. */
export type SubjectCipher = {
  encrypt(place: Place, text: string): Buffer
  decrypt(place: Place, sealed: Uint8Array): string
  encryptBytes(place: Place, bytes: Uint8Array): Buffer
  decryptBytes(place: Place, sealed: Uint8Array): Buffer
}

/** The person has no key: it was destroyed, and with it everything that it sealed. */
export class SubjectKeyGone extends Error {
  override name = 'SubjectKeyGone'
  constructor(subjectId: string) {
    super(`subject ${subjectId} has no key`)
  }
}

const columns = { email: 'email_sealed', fullName: 'name_sealed', phone: 'phone_sealed' } as const

/** A new person's key: the row that must be written in the same transaction as the person, and its cipher. */
export function newSubjectCipher({ keys, clock }: Pick<Services, 'keys' | 'clock'>, subjectId: string) {
  const key = newFieldKey()
  const keyId = newId()
  const { version, wrapped } = keys.wrap(key, keyId)
  const row: typeof subjectKey.$inferInsert = {
    subjectId,
    keyId,
    masterVersion: version,
    wrapped,
    createdAt: clock.now(),
  }
  return { row, cipher: cipherOf(subjectId, keyId, key) }
}

/** The ciphers of several people at once; a person without a key is not in the map. */
export async function readSubjectCiphers(tx: Transaction, keys: MasterKeys, subjectIds: readonly string[]) {
  if (subjectIds.length === 0) return new Map<string, SubjectCipher>()
  const rows = await tx
    .select()
    .from(subjectKey)
    .where(inArray(subjectKey.subjectId, [...subjectIds]))
  return new Map(
    rows.map(({ subjectId, keyId, masterVersion, wrapped }) => [
      subjectId,
      cipherOf(subjectId, keyId, keys.unwrap(masterVersion, wrapped, keyId)),
    ]),
  )
}

/** The versions of the master key that wrap somebody's key: each must be in the keys folder. */
export async function masterVersionsInUse(tx: Transaction): Promise<number[]> {
  const rows = await tx.selectDistinct({ version: subjectKey.masterVersion }).from(subjectKey)
  return rows.map(({ version }) => version)
}

/** The cipher of one person; undefined after their key was destroyed. */
export const findSubjectCipher = async (tx: Transaction, keys: MasterKeys, subjectId: string) =>
  (await readSubjectCiphers(tx, keys, [subjectId])).get(subjectId)

/** Throws `SubjectKeyGone`, `MasterKeyMissing`, `WrappedKeyDamaged`. */
export async function readSubjectCipher(
  tx: Transaction,
  keys: MasterKeys,
  subjectId: string,
): Promise<SubjectCipher> {
  const cipher = await findSubjectCipher(tx, keys, subjectId)
  if (!cipher) throw new SubjectKeyGone(subjectId)
  return cipher
}

/** The columns of `subject` for the fields that are given; `null` empties one. */
export function encryptFields(
  keys: MasterKeys,
  cipher: SubjectCipher,
  subjectId: string,
  fields: Partial<PersonalFields>,
) {
  const sealed = (field: keyof PersonalFields) => {
    const plain = fields[field]
    return plain == null
      ? null
      : cipher.encrypt({ table: 'subject', column: columns[field], row: subjectId }, plain)
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
  cipher: SubjectCipher,
  row: {
    subjectId: string
    emailSealed: Buffer | null
    nameSealed: Buffer | null
    phoneSealed: Buffer | null
  },
): PersonalFields {
  const open = (column: string, sealed: Buffer | null) =>
    sealed && cipher.decrypt({ table: 'subject', column, row: row.subjectId }, sealed)
  return {
    email: open(columns.email, row.emailSealed),
    fullName: open(columns.fullName, row.nameSealed),
    phone: open(columns.phone, row.phoneSealed),
  }
}

/** What an address is looked up by; of the spelling that `parseEmailAddress` gives. */
export const emailIndex = (keys: MasterKeys, address: string) => keys.blindIndex(address, 'email')

function cipherOf(subjectId: string, keyId: string, key: Uint8Array): SubjectCipher {
  const encryptBytes = (place: Place, bytes: Uint8Array) =>
    encryptField(key, keyId, { ...place, owner: subjectId }, bytes)
  const decryptBytes = (place: Place, sealed: Uint8Array) =>
    decryptField(key, keyId, { ...place, owner: subjectId }, sealed)
  return {
    encryptBytes,
    decryptBytes,
    encrypt: (place, text) => encryptBytes(place, utf8Bytes(text)),
    decrypt: (place, sealed) => decryptBytes(place, sealed).toString('utf8'),
  }
}
