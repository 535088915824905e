import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { locales } from '#db/schema/access-codes.ts'
import { decryptField, encryptField } from '#platform/crypto/field-cipher.ts'
import { lengthPrefixed } from '#platform/crypto/length-prefixed.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
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

/** Under a key of the portal: the person's own is destroyed before it is read. */
export const encryptLetter = (keys: MasterKeys, key: RunKey, letter: LetterAddress): Buffer =>
  encryptField(keys.derive(keyId), keyId, place('letter_sealed', key), Buffer.from(JSON.stringify(letter)))

export const decryptLetter = (keys: MasterKeys, key: RunKey, sealed: Buffer): LetterAddress =>
  letterSchema.parse(
    JSON.parse(decryptField(keys.derive(keyId), keyId, place('letter_sealed', key), sealed).toString('utf8')),
  )

export const encryptExternalId = (keys: MasterKeys, key: RunKey, externalId: string): Buffer =>
  encryptField(keys.derive(keyId), keyId, place('external_id_sealed', key), Buffer.from(externalId))

export const decryptExternalId = (keys: MasterKeys, key: RunKey, sealed: Buffer): string =>
  decryptField(keys.derive(keyId), keyId, place('external_id_sealed', key), sealed).toString('utf8')

/** The token in the address of the certificate: made from an id and a key outside the database, so that it is not stored. */
export const certificateToken = (keys: MasterKeys, { requestId }: RunKey): string =>
  createHmac('sha256', keys.derive('erasure certificate'))
    .update(lengthPrefixed(requestId))
    .digest('base64url')
