import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import type { KeyFile } from './key-files.ts'
import { lengthPrefixed } from './length-prefixed.ts'

/** The wrapped key is cut short, altered, or belongs to another key id. */
export class WrappedKeyDamaged extends Error {
  override name = 'WrappedKeyDamaged'
}

const FORMAT = 1
/** The first byte of every wrapped key; the id of its master key follows. */
export const wrappedKeyFormat = FORMAT
const ID_END = 9
const NONCE_END = ID_END + 12
const LENGTH = NONCE_END + 32 + 16

/** Wraps 32-byte keys under one master key: format 1, master's id 8, nonce 12, AES-256-GCM 32 + 16 bytes. */
export type KeyWrap = {
  wrap(key: Uint8Array, keyId: string): Buffer
  unwrap(wrapped: Uint8Array, keyId: string): Buffer
}

export function keyWrap(master: KeyFile): KeyWrap {
  const kek = createSecretKey(Buffer.from(hkdfSync('sha256', master.secret, '', 'portal key wrap v1', 32)))
  const aad = (keyId: string) =>
    lengthPrefixed('portal key wrap v1', String(master.version), master.id, keyId)
  return {
    wrap(key, keyId) {
      if (key.length !== 32) throw new RangeError('a key to wrap has 32 bytes')
      // Random 96-bit nonces are safe for 2^32 wraps under one version; there is one wrap a person.
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', kek, nonce, { authTagLength: 16 }).setAAD(aad(keyId))
      const body = Buffer.concat([cipher.update(key), cipher.final()])
      return Buffer.concat([
        Buffer.of(FORMAT),
        Buffer.from(master.id, 'hex'),
        nonce,
        body,
        cipher.getAuthTag(),
      ])
    },
    unwrap(wrapped, keyId) {
      if (wrapped.length !== LENGTH) throw new WrappedKeyDamaged('a wrapped key has the wrong length')
      const nonce = wrapped.subarray(ID_END, NONCE_END)
      const decipher = createDecipheriv('aes-256-gcm', kek, nonce, { authTagLength: 16 })
        .setAAD(aad(keyId))
        .setAuthTag(wrapped.subarray(LENGTH - 16))
      const key = decipher.update(wrapped.subarray(NONCE_END, LENGTH - 16))
      try {
        decipher.final()
      } catch {
        throw new WrappedKeyDamaged('a wrapped key was altered or belongs to another key id')
      }
      return key
    },
  }
}

/** The id of the master key that a wrapped key names, or null when it is none of ours. */
export function wrappingKeyId(wrapped: Uint8Array): string | null {
  if (wrapped.length !== LENGTH || wrapped[0] !== FORMAT) return null
  return Buffer.from(wrapped.subarray(1, ID_END)).toString('hex')
}
