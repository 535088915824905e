import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import { lengthPrefixed } from './length-prefixed.ts'
import { equal } from './tokens.ts'

/** Where an encrypted field is stored, and whose it is. Moved to any other place, it can no longer be decrypted. */
export type FieldPlace = { table: string; column: string; row: string; owner: string }

export type UndecryptableCode = 'unknown-version' | 'truncated' | 'wrong-key' | 'altered'

/** Carries a code and the place, never what the field held. */
export class FieldUndecryptable extends Error {
  override name = 'FieldUndecryptable'
  readonly code: UndecryptableCode
  constructor(code: UndecryptableCode, place: FieldPlace) {
    super(`${place.table}.${place.column} of row ${place.row}: ${code}`)
    this.code = code
  }
}

// version 1 | salt 16 | commitment 32 | ciphertext, a multiple of 32 | tag 16
const VERSION = 1
/** The first byte of every encrypted field. */
export const fieldVersion = VERSION
const SALT_END = 17
const BODY = SALT_END + 32
const TAG = 16
const BLOCK = 32

/** 32 random bytes: the key of one owner, stored only wrapped. Without it the owner's fields cannot be decrypted. */
export function newFieldKey(): Buffer {
  return randomBytes(32)
}

/** The UTF-8 of a text; throws `TypeError` for a lone surrogate, which would be read back as U+FFFD. */
export function utf8Bytes(text: string): Buffer {
  if (!text.isWellFormed()) throw new TypeError('a field with a lone surrogate cannot be encrypted')
  return Buffer.from(text, 'utf8')
}

/** Encrypts bytes under their owner's key; 66 to 97 bytes longer. The same bytes are never encrypted to the same result. */
export function encryptField(key: Uint8Array, keyId: string, place: FieldPlace, plain: Uint8Array): Buffer {
  const head = Buffer.concat([Buffer.of(VERSION), randomBytes(16)])
  const { encryption, nonce, commitment } = derive(key, head.subarray(1))
  const cipher = createCipheriv('aes-256-gcm', encryption, nonce, { authTagLength: TAG })
  cipher.setAAD(additionalData(keyId, place))
  const body = cipher.update(pad(plain))
  cipher.final()
  return Buffer.concat([head, commitment, body, cipher.getAuthTag()])
}

/** The bytes that were encrypted; throws `FieldUndecryptable`. */
export function decryptField(key: Uint8Array, keyId: string, place: FieldPlace, sealed: Uint8Array): Buffer {
  if (sealed.length > 0 && sealed[0] !== VERSION) throw new FieldUndecryptable('unknown-version', place)
  const length = sealed.length - BODY - TAG
  if (length < BLOCK || length % BLOCK !== 0) throw new FieldUndecryptable('truncated', place)
  const { encryption, nonce, commitment } = derive(key, sealed.subarray(1, SALT_END))
  // GCM alone lets one ciphertext open under two keys; the commitment admits exactly one.
  if (!equal(commitment, sealed.subarray(SALT_END, BODY))) throw new FieldUndecryptable('wrong-key', place)
  const decipher = createDecipheriv('aes-256-gcm', encryption, nonce, { authTagLength: TAG })
  decipher.setAAD(additionalData(keyId, place)).setAuthTag(sealed.subarray(BODY + length))
  const padded = decipher.update(sealed.subarray(BODY, BODY + length))
  try {
    decipher.final()
  } catch {
    throw new FieldUndecryptable('altered', place)
  }
  return padded.subarray(0, padded.lastIndexOf(0x80))
}

function additionalData(keyId: string, { table, column, row, owner }: FieldPlace): Buffer {
  return lengthPrefixed('v1', table, column, row, owner, keyId)
}

// A fresh salt gives each call its own key and nonce, so that no number of calls under one owner's key repeats them.
function derive(key: Uint8Array, salt: Uint8Array) {
  if (key.length !== 32) throw new RangeError('the key of a field has 32 bytes')
  // Key objects: Node takes twice to four times as long with the bare bytes of a key.
  const bytes = Buffer.from(hkdfSync('sha256', createSecretKey(key), salt, 'portal field v1', 76))
  return {
    encryption: createSecretKey(bytes.subarray(0, 32)),
    nonce: bytes.subarray(32, 44),
    commitment: bytes.subarray(44),
  }
}

// The length of a name or an address narrows down whose it is. In steps of 32 bytes nearly all look alike, for 16
// bytes more on average. ISO 7816-4: one 0x80, then zeros; the last 0x80 is always the mark.
function pad(plain: Uint8Array): Buffer {
  const padded = Buffer.alloc((Math.floor(plain.length / BLOCK) + 1) * BLOCK)
  padded.set(plain)
  padded[plain.length] = 0x80
  return padded
}
