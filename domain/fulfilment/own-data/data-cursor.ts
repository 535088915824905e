import { z } from 'zod'
import { decryptField, encryptField, FieldUndecryptable } from '#platform/crypto/field-cipher.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import type { Place } from '../rules/source.ts'

const keyId = 'own-data cursor'
const place = (subjectId: string) => ({ table: 'cursor', column: 'place', row: '', owner: subjectId })
const placeSchema = z.object({ item: z.string(), key: z.array(z.json()) })

/** Where a page of a person's records ended, for an address: encrypted, since keys of records can say something. */
export const dataCursor = (keys: MasterKeys, subjectId: string, { item, key }: Place): string =>
  encryptField(
    keys.derive(keyId),
    keyId,
    place(subjectId),
    Buffer.from(JSON.stringify({ item, key })),
  ).toString('base64url')

/** Reads a cursor of this person; null for anything else, with which the list starts from its beginning. */
export function readDataCursor(
  keys: MasterKeys,
  subjectId: string,
  cursor: string | undefined,
): Place | null {
  if (!cursor || !/^[\w-]{1,2000}$/.test(cursor)) return null
  try {
    const bytes = Buffer.from(cursor, 'base64url')
    const text = decryptField(keys.derive(keyId), keyId, place(subjectId), bytes).toString('utf8')
    const found = placeSchema.safeParse(JSON.parse(text))
    return found.success ? (found.data as Place) : null
  } catch (error) {
    if (error instanceof FieldUndecryptable) return null
    throw error
  }
}
