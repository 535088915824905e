import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { KeyFileError, makeKeyFile, readKeyFile, readSecretFile, writeOnce } from './key-files.ts'

export type BackupKeys = {
  /** Ed25519: signs the list of files in an archive. */
  privateKey: KeyObject
  publicKey: KeyObject
  /** The secret age key of the portal itself, with which it restores its own backups for trial. */
  identity: string
  /** Its public half, `age1…`. */
  recipient: string
}

const VERSION = 1
const identityFile = (keysDir: string) => join(keysDir, 'backup', 'verifier.txt')

/** Makes the keys unless they are there. */
export async function makeBackupKeys(keysDir: string): Promise<BackupKeys> {
  makeKeyFile(keysDir, 'backup', VERSION)
  // X25519, which every version of age reads.
  if (readSecretFile(identityFile(keysDir)) === null)
    writeOnce(identityFile(keysDir), `${await generateX25519Identity()}\n`)
  return openBackupKeys(keysDir)
}

/** Throws `KeyFileError`, one line that names the file, when one is missing, damaged or open to others. */
export async function openBackupKeys(keysDir: string): Promise<BackupKeys> {
  const file = readKeyFile(keysDir, 'backup', VERSION)
  if (!file) throw new KeyFileError(join(keysDir, 'backup'), 'has no key: restore it from its copy')
  const privateKey = createPrivateKey({ key: file.secret, format: 'der', type: 'pkcs8' })
  const identity = readIdentity(identityFile(keysDir))
  const recipient = await identityToRecipient(identity)
  return { privateKey, publicKey: createPublicKey(privateKey), identity, recipient }
}

/** The secret key in a file of `age-keygen`: the line that is no comment. Throws `KeyFileError`. */
export function readIdentity(file: string): string {
  const text = readSecretFile(file)
  if (text === null) throw new KeyFileError(file, 'is missing')
  const line = text.split('\n').find((one) => one.startsWith('AGE-SECRET-KEY-'))
  if (!line) throw new KeyFileError(file, 'is not a secret key of age')
  return line.trim()
}
