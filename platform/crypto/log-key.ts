import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { KeyFileError, keyPath, makeKeyFile, readKeyFile } from './key-files.ts'

/** Signs the heads of the transparency log: Ed25519. */
export type LogKey = { publicKey: KeyObject; sign: (data: Uint8Array) => Buffer }

/** There is one log key at a time. A lost one is replaced only together with a declared break of the log. */
const VERSION = 1

/** The file of the key below the keys folder. It has a folder of its own, so that a system can hide it from the app. */
export const logKeyPath = (keysDir: string): string => keyPath(keysDir, 'log', VERSION)

/** Makes the key unless there is one. */
export function makeLogKey(keysDir: string): LogKey {
  makeKeyFile(keysDir, 'log', VERSION)
  return openLogKey(keysDir)
}

/** Throws `KeyFileError`, one line that names the file, when it is missing, damaged or open to others. */
export function openLogKey(keysDir: string): LogKey {
  const file = readKeyFile(keysDir, 'log', VERSION)
  if (!file) throw new KeyFileError(logKeyPath(keysDir), 'is missing: restore it from its copy')
  const privateKey = createPrivateKey({ key: file.secret, format: 'der', type: 'pkcs8' })
  return { publicKey: createPublicKey(privateKey), sign: (data) => sign(null, data, privateKey) }
}
