import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'

/** C2SP signed-note, Ed25519: https://c2sp.org/signed-note */
const ED25519 = 1
const SIGNATURE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/

/** The public half of the key that signs checkpoints, as it is published: `name+hash+key`. */
export type VerifierKey = { name: string; id: Buffer; publicKey: KeyObject }

/** `kind`: what the key signs, as a byte of the key says it. */
export const keyIdOf = (name: string, key: Uint8Array, kind = ED25519) =>
  createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.from([kind]))
    .update(key)
    .digest()
    .subarray(0, 4)

/** A key's raw 32 bytes, without the envelope that Node gives them. */
const rawKey = (publicKey: KeyObject) => publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
export const spkiOfEd25519 = Buffer.from('302a300506032b6570032100', 'hex')

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

/** A note in its parts: the text with its last line break, and the lines of its signatures. Null for a text that is no note. */
export function signatureLines(
  note: string,
): { text: string; signatures: { line: string; signer: string; bytes: Buffer }[] } | null {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return null
  const signatures = note
    .slice(end + 2, -1)
    .split('\n')
    .flatMap((line) => {
      const [, signer = '', encoded = ''] = SIGNATURE.exec(line) ?? []
      return signer === '' ? [] : [{ line, signer, bytes: Buffer.from(encoded, 'base64') }]
    })
  return { text: note.slice(0, end + 1), signatures }
}

/** The text of a note that this key signed; null for any other. Signatures of others are left aside. */
export function openNote(note: string, { name, id, publicKey }: VerifierKey): string | null {
  const parts = signatureLines(note)
  const isGood = parts?.signatures.some(
    ({ signer, bytes }) =>
      signer === name &&
      bytes.length === 68 &&
      bytes.subarray(0, 4).equals(id) &&
      verify(null, Buffer.from(parts.text, 'utf8'), publicKey, bytes.subarray(4)),
  )
  return parts && isGood ? parts.text : null
}
