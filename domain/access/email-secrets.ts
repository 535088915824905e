import { createHmac } from 'node:crypto'
import { lengthPrefixed } from '#platform/crypto/length-prefixed.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { hashCode } from '#platform/crypto/tokens.ts'

// Secrets of a mail are made from the id of their row and a key outside the database: a job carries the id alone, and
// neither the queue nor a copy of the database holds what signs a person in.
const derived = (keys: MasterKeys, purpose: string, id: string) =>
  createHmac('sha256', keys.derive(purpose)).update(lengthPrefixed(id)).digest()

/** The link's token and the six-digit code of one attempt, always the same for one id. */
export function signInSecrets(keys: MasterKeys, attemptId: string) {
  const linkToken = derived(keys, 'sign-in link', attemptId).toString('base64url')
  // 48 bits over a million: the first codes are likelier by one part in 10^8.
  const number = derived(keys, 'sign-in code', attemptId).readUIntBE(0, 6) % 1_000_000
  return { linkToken, code: String(number).padStart(6, '0') }
}

/** How a code is stored. */
export const signInCodeHash = (keys: MasterKeys, attemptId: string, code: string) =>
  hashCode(code, keys.derive('sign-in code hash'), attemptId)

/** The token in the mail to the old or the new address of a change. */
export const emailChangeToken = (keys: MasterKeys, changeId: string, side: 'old' | 'new') =>
  derived(keys, `email change ${side}`, changeId).toString('base64url')

/** The token in the mail that invites somebody to the staff. */
export const staffInvitationToken = (keys: MasterKeys, invitationId: string) =>
  derived(keys, 'staff invitation', invitationId).toString('base64url')
