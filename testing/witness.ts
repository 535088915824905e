import { generateKeyPairSync, sign } from 'node:crypto'
import { keyIdOf } from '#domain/audit/rules/signed-note.ts'

/** A witness of the log, as C2SP's `tlog-cosignature` has it: its key as a text, and its signature under a checkpoint. */
export function testWitness(name = 'auditor.example/witness') {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  const id = keyIdOf(name, raw, 4)
  return {
    key: `${name}+${id.toString('hex')}+${Buffer.concat([Buffer.from([4]), raw]).toString('base64')}`,
    /** The checkpoint with the witness's line. */
    cosign(checkpoint: string, at: Date): string {
      const seconds = BigInt(Math.floor(at.getTime() / 1000))
      const time = Buffer.alloc(8)
      time.writeBigUInt64BE(seconds)
      const text = checkpoint.slice(0, checkpoint.indexOf('\n\n') + 1)
      const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`), privateKey)
      return `${checkpoint}— ${name} ${Buffer.concat([id, time, signature]).toString('base64')}\n`
    },
  }
}
