import { createHash, createPublicKey } from 'node:crypto'

// The format of `ssh-keygen -Y sign` (PROTOCOL.sshsig of OpenSSH), for an Ed25519 key: anyone can check it with a tool that is
// already installed.

const magic = Buffer.from('SSHSIG')
const keyType = 'ssh-ed25519'
const hashName = 'sha512'

/** A string of the SSH protocol: its length, then its bytes (RFC 4251, 5). */
function sshString(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** The public key as SSH writes it (RFC 8709, 4). `pem`: of an Ed25519 key. */
function sshKey(pem: string): Buffer {
  const { x = '' } = createPublicKey(pem).export({ format: 'jwk' })
  return Buffer.concat([sshString(keyType), sshString(Buffer.from(x, 'base64url'))])
}

/** A line of a file of allowed signers: who, for what, with which key. */
export const allowedSigner = (who: string, namespace: string, pem: string) =>
  `${who} namespaces="${namespace}" ${keyType} ${sshKey(pem).toString('base64')}\n`

/** As `ssh-keygen -l` shows it. */
export const sshFingerprint = (pem: string) =>
  `SHA256:${createHash('sha256').update(sshKey(pem)).digest('base64').replace(/=+$/, '')}`

/**
 * An armoured signature of a message. What is signed begins with its own type and the namespace, so that it passes as nothing else
 * that the key signs.
 */
export function sshSignature(
  message: string | Uint8Array,
  { pem, namespace, sign }: { pem: string; namespace: string; sign: (data: Uint8Array) => Uint8Array },
): string {
  const about = [sshString(namespace), sshString(''), sshString(hashName)]
  const digest = createHash(hashName).update(message).digest()
  const signature = sign(Buffer.concat([magic, ...about, sshString(digest)]))
  const version = Buffer.from([0, 0, 0, 1])
  const bytes = Buffer.concat([
    magic,
    version,
    sshString(sshKey(pem)),
    ...about,
    sshString(Buffer.concat([sshString(keyType), sshString(signature)])),
  ])
  const lines = bytes.toString('base64').match(/.{1,70}/g) ?? []
  return `-----BEGIN SSH SIGNATURE-----\n${lines.join('\n')}\n-----END SSH SIGNATURE-----\n`
}
