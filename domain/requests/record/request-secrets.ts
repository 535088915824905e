import { createHmac } from 'node:crypto'
import { lengthPrefixed } from '#platform/crypto/length-prefixed.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'

/** The token of "not you? stop it here". Made from an id and a key outside the database, as `verificationSecrets`. */
export const stopToken = (keys: MasterKeys, requestId: string) =>
  createHmac('sha256', keys.derive('request stop'))
    .update(lengthPrefixed(requestId))
    .digest()
    .toString('base64url')
