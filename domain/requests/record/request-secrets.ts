import { createHmac } from 'node:crypto'
import { lengthPrefixed } from '#platform/crypto/length-prefixed.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { hashCode, hashToken } from '#platform/crypto/tokens.ts'

// Made from the id of a row and a key outside the database, as those of sign-in: a job carries the id alone.
const derived = (keys: MasterKeys, purpose: string, id: string) =>
  createHmac('sha256', keys.derive(purpose)).update(lengthPrefixed(id)).digest()

type MailedPurpose = 'request proof' | 'request case'

/** The link's token and the six-digit code of one mail, always the same for one id. */
export function mailedSecrets(keys: MasterKeys, purpose: MailedPurpose, id: string) {
  const linkToken = derived(keys, `${purpose} link`, id).toString('base64url')
  const number = derived(keys, `${purpose} code`, id).readUIntBE(0, 6) % 1_000_000
  return { linkToken, code: String(number).padStart(6, '0') }
}

/** How the two are stored. */
export function mailedHashes(keys: MasterKeys, purpose: MailedPurpose, id: string) {
  const { linkToken, code } = mailedSecrets(keys, purpose, id)
  return { linkHash: hashToken(linkToken), codeHash: mailedCodeHash(keys, purpose, id, code) }
}

export const mailedCodeHash = (keys: MasterKeys, purpose: MailedPurpose, id: string, code: string) =>
  hashCode(code, keys.derive(`${purpose} code hash`), id)

/** The token of "not you? stop it here". */
export const stopToken = (keys: MasterKeys, requestId: string) =>
  derived(keys, 'request stop', requestId).toString('base64url')
