import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { addPasskey, askForPasskey } from '#domain/staff/passkeys/add-passkey.ts'
import { assertionSchema, registrationSchema } from '#domain/staff/rules/passkey-schemas.ts'
import type { TestPortal } from './people.ts'
import type { TestStaff } from './staff.ts'

type Cbor = number | string | Buffer | Map<number | string, Cbor>

function head(major: number, count: number): Buffer {
  if (count < 24) return Buffer.from([(major << 5) | count])
  if (count < 256) return Buffer.from([(major << 5) | 24, count])
  return Buffer.from([(major << 5) | 25, count >> 8, count & 255])
}

/** The part of CBOR (RFC 8949) that authenticators write. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, one]) => [cbor(key), cbor(one)])])
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest()
const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** How an answer differs from what it should be. */
export type Odd = {
  origin?: string
  rpId?: string
  challenge?: string
  counter?: number
  /** The person was not verified: no PIN, finger or face. */
  unverified?: true
  /** The person did not touch it. */
  absent?: true
  userHandle?: string
  type?: string
  signature?: Buffer
}

const USER_PRESENT = 1
const USER_VERIFIED = 4
const HAS_KEY = 64

/** An authenticator in software (WebAuthn level 3, section 6), with one ES256 key; it keeps no counter unless told to. */
export function testAuthenticator(appUrl: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const credentialId = randomBytes(32)
  const id = credentialId.toString('base64url')
  const { origin, hostname } = new URL(appUrl)
  const cose = cbor(
    new Map<number, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  )
  const clientData = (type: string, challenge: string, odd: Odd) =>
    Buffer.from(
      JSON.stringify({
        type: odd.type ?? type,
        challenge: odd.challenge ?? challenge,
        origin: odd.origin ?? origin,
        crossOrigin: false,
      }),
    )
  const authenticatorData = (odd: Odd, attested?: Buffer) => {
    const flags =
      (odd.absent ? 0 : USER_PRESENT) | (odd.unverified ? 0 : USER_VERIFIED) | (attested ? HAS_KEY : 0)
    const parts = [sha256(odd.rpId ?? hostname), Buffer.from([flags]), uint32(odd.counter ?? 0)]
    return Buffer.concat([...parts, attested ?? Buffer.alloc(0)])
  }
  const base = { id, rawId: id, type: 'public-key', clientExtensionResults: {} } as const
  return {
    id,
    /** The answer to `navigator.credentials.create`. */
    create(options: string, odd: Odd = {}) {
      const { challenge } = JSON.parse(options)
      const idLength = Buffer.from([0, credentialId.length])
      const attested = Buffer.concat([Buffer.alloc(16), idLength, credentialId, cose])
      const attestation = new Map<string, Cbor>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authenticatorData(odd, attested)],
      ])
      return registrationSchema.parse({
        ...base,
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, odd).toString('base64url'),
          attestationObject: cbor(attestation).toString('base64url'),
          transports: ['internal', 'something-new'],
        },
      })
    },
    /** The answer to `navigator.credentials.get`. */
    get(options: string, odd: Odd = {}) {
      const { challenge } = JSON.parse(options)
      const data = authenticatorData(odd)
      const client = clientData('webauthn.get', challenge, odd)
      const signature = odd.signature ?? sign('sha256', Buffer.concat([data, sha256(client)]), privateKey)
      return assertionSchema.parse({
        ...base,
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
          ...(odd.userHandle !== undefined && { userHandle: odd.userHandle }),
        },
      })
    },
  }
}

export type TestAuthenticator = ReturnType<typeof testAuthenticator>

/** A new passkey of a member, and the session that it was made in, which has given a code just now. */
export async function addTestPasskey(portal: TestPortal, member: TestStaff, odd: Odd = {}) {
  const authenticator = testAuthenticator(portal.services.env.APP_URL)
  const { ctx, token } = await member.sudo(await member.signIn())
  const asked = await askForPasskey(ctx, token)
  if (asked.status !== 'done') throw new Error(asked.code)
  const response = authenticator.create(asked.options, odd)
  const added = await addPasskey(ctx, { name: 'Кеңседегі кілт', response, sessionToken: token })
  if (added.status !== 'done') throw new Error(added.code)
  return { ...authenticator, ctx, token, passkeyId: added.passkeyId }
}
