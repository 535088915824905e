import { createHash, type KeyObject, verify } from 'node:crypto'

const magic = Buffer.from('SSHSIG')
const begin = '-----BEGIN SSH SIGNATURE-----'
const end = '-----END SSH SIGNATURE-----'
const keyType = 'ssh-ed25519'
const hashName = 'sha512'
const SIGNATURE_BYTES = 64
const KEY_BYTES = 32

/** An Ed25519 key that signs: who has it need not show the private one. */
export type SshSigner = { publicKey: KeyObject; sign: (data: Uint8Array) => Uint8Array }

/**
 * Signs with an Ed25519 key as `ssh-keygen -Y sign` does (OpenSSH, PROTOCOL.sshsig), so that `ssh-keygen -Y verify -n NAMESPACE`
 * accepts it.
 */
export function signForSsh(
  data: Uint8Array,
  { publicKey, sign, namespace }: SshSigner & { namespace: string },
): string {
  const signature = sign(signedData(data, namespace))
  const base64 = Buffer.concat([head(publicKey, namespace), field(signatureOf(signature))]).toString('base64')
  return `${begin}\n${base64.replace(/.{70}/g, '$&\n').trimEnd()}\n${end}\n`
}

/** True when the text is a signature of exactly these bytes by this key for this namespace. */
export function isSignedForSsh(
  data: Uint8Array,
  text: string,
  { publicKey, namespace }: { publicKey: KeyObject; namespace: string },
): boolean {
  if (!text.startsWith(begin) || !text.trimEnd().endsWith(end)) return false
  const blob = Buffer.from(text.slice(begin.length, text.lastIndexOf(end)), 'base64')
  const signature = blob.subarray(-SIGNATURE_BYTES)
  const expected = Buffer.concat([head(publicKey, namespace), field(signatureOf(signature))])
  return blob.equals(expected) && verify(null, signedData(data, namespace), publicKey, signature)
}

/** The public key as OpenSSH writes it: `ssh-ed25519 AAAA…`. */
export const sshPublicKey = (publicKey: KeyObject) => `${keyType} ${keyBlob(publicKey).toString('base64')}`

/** As `ssh-keygen -l` shows it: the SHA-256 of the key. */
export const sshFingerprint = (publicKey: KeyObject) =>
  `SHA256:${createHash('sha256').update(keyBlob(publicKey)).digest('base64').replace(/=+$/, '')}`

function field(bytes: Uint8Array | string): Buffer {
  const body = Buffer.from(bytes)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  return Buffer.concat([length, body])
}

const keyBlob = (publicKey: KeyObject) =>
  Buffer.concat([
    field(keyType),
    field(publicKey.export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES)),
  ])

const signatureOf = (signature: Uint8Array) => Buffer.concat([field(keyType), field(signature)])

/** What stands in a signature before the bytes that Ed25519 made: magic, version 1, key, namespace, reserved, hash. */
const head = (publicKey: KeyObject, namespace: string) =>
  Buffer.concat([
    magic,
    Buffer.from([0, 0, 0, 1]),
    field(keyBlob(publicKey)),
    field(namespace),
    field(''),
    field(hashName),
  ])

const signedData = (data: Uint8Array, namespace: string) =>
  Buffer.concat([
    magic,
    field(namespace),
    field(''),
    field(hashName),
    field(createHash(hashName).update(data).digest()),
  ])
