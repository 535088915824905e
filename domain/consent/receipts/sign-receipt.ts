import { createPublicKey } from 'node:crypto'
import { createLocalJWKSet, flattenedVerify, type JSONWebKeySet } from 'jose'
import { canonicalJson } from '#platform/canonical-json.ts'
import type { MasterKeys, Signer } from '#platform/crypto/master-keys.ts'
import { schemaVersion as firstSchemaVersion } from './first-edition-terms.ts'

export type Signed<T> = T & { proof: { type: 'jws'; jws: string } }

const base64url = (text: string) => Buffer.from(text, 'utf8').toString('base64url')

/** Names what is signed: the same key signs other things, which must never pass as a receipt. */
type SignedType = 'consent-receipt' | 'consent-history' | 'erasure-certificate'

/**
 * A detached JWS (RFC 7515, appendix F) over canonical JSON. Ed25519 is deterministic: the same input has the same
 * signature.
 */
export function signDetached<T extends object>(
  { keyId, sign }: Signer,
  type: SignedType,
  given: T,
): Signed<T> {
  const header = base64url(canonicalJson({ alg: 'EdDSA', kid: keyId, typ: type }))
  const signature = sign(Buffer.from(`${header}.${base64url(canonicalJson(given))}`))
  return { ...given, proof: { type: 'jws', jws: `${header}..${signature.toString('base64url')}` } }
}

/**
 * Canonical JSON as receipts of the first edition were signed: like RFC 8785 but for keys that look like numbers, which came
 * first. No receipt has such a key, so that both readings are the same bytes.
 */
const firstEditionJson = (value: object) =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )

const readingsOf = (given: Record<string, unknown>) =>
  given.schema_version === firstSchemaVersion ? [canonicalJson, firstEditionJson] : [canonicalJson]

/** Whether one of the portal's own keys, old ones included, signed exactly this, as what it says it is. */
export async function isSignedByUs(
  keys: MasterKeys,
  type: SignedType,
  { proof, ...given }: Record<string, unknown> & { proof: { jws: string } },
): Promise<boolean> {
  const [header = '', payload, signature = '', ...more] = proof.jws.split('.')
  if (payload !== '' || more.length > 0) return false
  const keySet = createLocalJWKSet(publicKeySet(keys))
  for (const reading of readingsOf(given)) {
    try {
      const signed = { protected: header, payload: base64url(reading(given)), signature }
      const { protectedHeader } = await flattenedVerify(signed, keySet, { algorithms: ['EdDSA'] })
      return protectedHeader?.typ === type
    } catch {
      // Another reading, or none.
    }
  }
  return false
}

/** The public keys (RFC 7517), newest last; old keys stay after a rotation. */
export function publicKeySet(keys: MasterKeys): JSONWebKeySet {
  return {
    keys: keys.publicKeys().map(({ id, pem }) => {
      const { kty = '', crv = '', x = '' } = createPublicKey(pem).export({ format: 'jwk' })
      return { kty, crv, x, kid: id, alg: 'EdDSA', use: 'sig' }
    }),
  }
}
