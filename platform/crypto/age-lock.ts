import { createCipheriv, randomBytes, randomInt, scrypt } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { Encrypter, type Recipient, Stanza } from 'age-encryption'
import { z } from 'zod'

/** Letters and digits that are not taken for one another, on paper or aloud. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
const groups = 6
const perGroup = 4

/** A passphrase of 118 bits, in groups that a person can copy by hand. */
export const newPassphrase = (): string =>
  Array.from({ length: groups }, () =>
    Array.from({ length: perGroup }, () => alphabet[randomInt(alphabet.length)]).join(''),
  ).join('-')

/** One that was made here: nothing that can be guessed is taken. */
export const passphraseSchema = z
  .string()
  .regex(new RegExp(`^[${alphabet}]{${perGroup}}(-[${alphabet}]{${perGroup}}){${groups - 1}}$`), 'wrong')

/**
 * The work of scrypt, as a power of two. Lower than the 18 of `age`, whose passphrases people may choose: this one cannot be guessed,
 * and 64 MB of memory are enough.
 */
const workFactor = 16
const memory = 128 * 8 * 2 ** workFactor

/** What encrypts a file under a passphrase and cannot be turned back into it. */
export const ageLockSchema = z.strictObject({
  salt: z.base64(),
  key: z.base64(),
  workFactor: z.int().min(1).max(20),
})
export type AgeLock = z.infer<typeof ageLockSchema>

/** The key that `age` derives from a passphrase (C2SP, age-encryption.org/v1, the scrypt recipient), with a salt of its own. */
export async function ageLock(passphrase: string): Promise<AgeLock> {
  const salt = randomBytes(16)
  const labelled = Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), salt])
  const options = { N: 2 ** workFactor, r: 8, p: 1, maxmem: 2 * memory }
  const key = await new Promise<Buffer>((done, failed) =>
    scrypt(passphrase, labelled, 32, options, (error, derived) => (error ? failed(error) : done(derived))),
  )
  return { salt: salt.toString('base64'), key: key.toString('base64'), workFactor }
}

/** The content as a file of `age` that opens with the passphrase of the lock alone. Memory is flat. */
export async function lockedWithAge(
  lock: AgeLock,
  content: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array>> {
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipientOf(lock))
  const source = Readable.toWeb(Readable.from(content, { objectMode: false }))
  const encrypted = await encrypter.encrypt(source as unknown as globalThis.ReadableStream<Uint8Array>)
  return Readable.fromWeb(encrypted as unknown as ReadableStream)
}

/** The library derives the key from a passphrase by itself; here it was derived before, and the passphrase is gone. */
const recipientOf = ({ salt, key, workFactor }: AgeLock): Recipient => ({
  wrapFileKey(fileKey) {
    const cipher = createCipheriv('chacha20-poly1305', Buffer.from(key, 'base64'), Buffer.alloc(12), {
      authTagLength: 16,
    })
    const wrapped = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()])
    const args = ['scrypt', salt.replace(/=+$/, ''), String(workFactor)]
    return [new Stanza(args, new Uint8Array(wrapped))]
  },
})
