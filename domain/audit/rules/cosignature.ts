import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { keyIdOf, signatureLines, spkiOfEd25519 } from './signed-note.ts'

/** C2SP tlog-cosignature, `cosignature/v1`: https://c2sp.org/tlog-cosignature */
const COSIGNATURE_V1 = 4

/** The public half of a witness's key, as the witness gives it to the operator: `name+hash+key`. */
export type WitnessKey = { name: string; id: Buffer; publicKey: KeyObject }

/** A witness's signature under a checkpoint: its line, and when it says that it looked. */
export type Cosignature = { witness: string; line: string; at: Date }

/** Reads the key of a witness; null for a text that is none, or of another kind of key. */
export function readWitnessKey(text: string): WitnessKey | null {
  const [, name = '', id = '', encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text.trim()) ?? []
  const typed = Buffer.from(encoded, 'base64')
  const raw = typed.subarray(1)
  if (typed[0] !== COSIGNATURE_V1 || typed.toString('base64') !== encoded || raw.length !== 32) return null
  if (keyIdOf(name, raw, COSIGNATURE_V1).toString('hex') !== id) return null
  const key = Buffer.concat([spkiOfEd25519, raw])
  return {
    name,
    id: Buffer.from(id, 'hex'),
    publicKey: createPublicKey({ key, format: 'der', type: 'spki' }),
  }
}

/** The cosignature of this witness under a checkpoint, if there is a good one. */
export function cosignatureOf(note: string, { name, id, publicKey }: WitnessKey): Cosignature | null {
  const signed = signatureLines(note)
  if (!signed) return null
  for (const { line, signer, bytes } of signed.signatures) {
    if (signer !== name || bytes.length !== 76 || !bytes.subarray(0, 4).equals(id)) continue
    const time = bytes.readBigUInt64BE(4)
    const message = `cosignature/v1\ntime ${time}\n${signed.text}`
    if (time > 253_402_300_799n || !verify(null, Buffer.from(message, 'utf8'), publicKey, bytes.subarray(12)))
      continue
    return { witness: name, line, at: new Date(Number(time) * 1000) }
  }
  return null
}
