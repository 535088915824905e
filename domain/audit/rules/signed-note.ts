import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'

/** C2SP signed-note, Ed25519: https://c2sp.org/signed-note */
const ED25519 = 1
const SIGNATURE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/

/** The public half of the key that signs checkpoints, as it is published: `name+hash+key`. */
export type VerifierKey = { name: string; id: Buffer; publicKey: KeyObject }

const keyIdOf = (name: string, key: Uint8Array) =>
  createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.from([ED25519]))
    .update(key)
    .digest()
    .subarray(0, 4)

/** A key's raw 32 bytes, without the envelope that Node gives them. */
const rawKey = (publicKey: KeyObject) => publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
const spkiOfEd25519 = Buffer.from('302a300506032b6570032100', 'hex')

/** The text form of a verifier key. A name has no space and no plus. */
export function verifierKeyText(name: string, publicKey: KeyObject): string {
  if (!/^[^\s+]+$/.test(name)) throw new RangeError('the name of a log has no space and no plus')
  const raw = rawKey(publicKey)
  const typed = Buffer.concat([Buffer.from([ED25519]), raw])
  return `${name}+${keyIdOf(name, raw).toString('hex')}+${typed.toString('base64')}`
}

/** Reads a verifier key; null for a text that is none, or of another kind of key. */
export function readVerifierKey(text: string): VerifierKey | null {
  const [, name = '', id = '', encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text.trim()) ?? []
  const typed = Buffer.from(encoded, 'base64')
  const raw = typed.subarray(1)
  if (typed[0] !== ED25519 || typed.toString('base64') !== encoded) return null
  if (raw.length !== 32 || keyIdOf(name, raw).toString('hex') !== id) return null
  const key = Buffer.concat([spkiOfEd25519, raw])
  return {
    name,
    id: Buffer.from(id, 'hex'),
    publicKey: createPublicKey({ key, format: 'der', type: 'spki' }),
  }
}

/** A text with one signature. `text` ends with a line break. */
export function signNote(
  text: string,
  { name, publicKey, sign }: { name: string; publicKey: KeyObject; sign: (data: Buffer) => Buffer },
): string {
  const signed = Buffer.concat([keyIdOf(name, rawKey(publicKey)), sign(Buffer.from(text, 'utf8'))])
  return `${text}\n— ${name} ${signed.toString('base64')}\n`
}

/** The text of a note that this key signed; null for any other. Signatures of others are left aside. */
export function openNote(note: string, { name, id, publicKey }: VerifierKey): string | null {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return null
  const text = note.slice(0, end + 1)
  const isGood = note
    .slice(end + 2, -1)
    .split('\n')
    .some((line) => {
      const [, signer, encoded = ''] = SIGNATURE.exec(line) ?? []
      const signed = Buffer.from(encoded, 'base64')
      return (
        signer === name &&
        signed.length === 68 &&
        signed.subarray(0, 4).equals(id) &&
        verify(null, Buffer.from(text, 'utf8'), publicKey, signed.subarray(4))
      )
    })
  return isGood ? text : null
}
