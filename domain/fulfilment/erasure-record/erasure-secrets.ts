import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { locales } from '#db/schema/access-codes.ts'
import { destroyKey, newKey } from '#domain/people/record/person-records.ts'
import { readSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { decryptField, encryptField } from '#platform/crypto/field-cipher.ts'
import { lengthPrefixed } from '#platform/crypto/length-prefixed.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import type { Services } from '#platform/services.ts'
import type { RunKey } from './erasure-rows.ts'

const keyId = 'erasure run'

const place = (column: string, { subjectId, requestId }: RunKey) => ({
  table: 'erasure_run',
  column,
  row: requestId,
  owner: subjectId,
})

const letterSchema = z.object({ email: z.string(), locale: z.enum(locales) })
export type LetterAddress = z.infer<typeof letterSchema>

const letterPlace = ({ requestId }: RunKey) => ({
  table: 'erasure_run',
  column: 'letter_sealed',
  row: requestId,
})

/** Under a key of its own in the keystore: the person's is destroyed before the letter is sent, and this one after. */
export async function encryptLetter(
  tx: Transaction,
  services: Pick<Services, 'keys' | 'clock'>,
  key: RunKey,
  letter: LetterAddress,
): Promise<Buffer> {
  const { cipher } = await newKey(tx, services, key.requestId)
  return cipher.encrypt(letterPlace(key), JSON.stringify(letter))
}

/** Throws `SubjectKeyGone` and what decrypting throws. */
export async function decryptLetter(
  tx: Transaction,
  keys: MasterKeys,
  key: RunKey,
  sealed: Buffer,
): Promise<LetterAddress> {
  const cipher = await readSubjectCipher(tx, keys, key.requestId)
  return letterSchema.parse(JSON.parse(cipher.decrypt(letterPlace(key), sealed)))
}

/** The key of an address that is no longer needed. */
export const destroyLetterKey = (tx: Transaction, requestId: string) => destroyKey(tx, requestId)

/** Under a key of the portal. */
export const encryptExternalId = (keys: MasterKeys, key: RunKey, externalId: string): Buffer =>
  encryptField(keys.derive(keyId), keyId, place('external_id_sealed', key), Buffer.from(externalId))

export const decryptExternalId = (keys: MasterKeys, key: RunKey, sealed: Buffer): string =>
  decryptField(keys.derive(keyId), keyId, place('external_id_sealed', key), sealed).toString('utf8')

/** The token in the address of the certificate: made from an id and a key outside the database, so that it is not stored. */
export const certificateToken = (keys: MasterKeys, { requestId }: RunKey): string =>
  createHmac('sha256', keys.derive('erasure certificate'))
    .update(lengthPrefixed(requestId))
    .digest('base64url')
