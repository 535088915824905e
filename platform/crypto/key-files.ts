import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
} from 'node:crypto'
import * as fs from 'node:fs'
import path from 'node:path'
import { privateMode, sharedFolder } from '../shared-folder.ts'

/**
 * `log` signs the heads of the transparency log, `backup` the lists of files in backups; only the worker and the operator's
 * commands read these two.
 */
export type KeyKind = 'master' | 'index' | 'signing' | 'log' | 'backup'

/** `id` is safe to print and to store: it tells two keys apart and nothing else about them. */
export type KeyFile = { kind: KeyKind; version: number; id: string; createdAt: string; secret: Buffer }

/** A key file that must not be used; the one-line message names the file and what to do, never a secret. */
export class KeyFileError extends Error {
  override name = 'KeyFileError'
  readonly file: string
  constructor(file: string, reason: string) {
    super(`${file} ${reason}`)
    this.file = file
  }
}

/** What the app needs as well: a shared folder lets it read these, never the keys of the worker. */
const readByApp: readonly KeyKind[] = ['master', 'index', 'signing']

const FILE = /^v([1-9]\d{0,8})\.key$/
const LINE =
  /^portal-key (master|index|signing|log|backup) ([1-9]\d{0,8}) (\d{4}-\d\d-\d\dT[\d:.]+Z) ([0-9a-f]{16}) ([\w-]+)\n?$/

export function keyPath(dir: string, kind: KeyKind, version: number): string {
  return kind === 'index' ? path.join(dir, 'index.key') : path.join(dir, kind, `v${version}.key`)
}

/** Versions on disk, ascending; empty when there is no folder. */
export function listVersions(dir: string, kind: 'master' | 'signing'): number[] {
  const names = unlessAbsent(() => fs.readdirSync(path.join(dir, kind))) ?? []
  return names
    .map((name) => Number(FILE.exec(name)?.[1] ?? 0))
    .filter((version) => version > 0)
    .sort((a, b) => a - b)
}

/** Null when the file is absent; `KeyFileError` when others can read it or it is not the key it says. */
export function readKeyFile(dir: string, kind: KeyKind, version: number): KeyFile | null {
  const file = keyPath(dir, kind, version)
  const line = readSecretFile(file, { mayBeShared: readByApp.includes(kind) })
  if (line === null) return null
  const [, itsKind, itsVersion, createdAt = '', id = '', encoded = ''] = LINE.exec(line) ?? []
  const secret = Buffer.from(encoded, 'base64url')
  if (itsKind !== kind || Number(itsVersion) !== version || keyId(kind, secret) !== id) {
    throw new KeyFileError(file, `is damaged or not ${kind} key ${version}: restore it from its copy`)
  }
  return { kind, version, id, createdAt, secret }
}

/**
 * The text of a small file that only its owner may read, and with `mayBeShared` the group of a shared folder; null when it is
 * absent. Throws `KeyFileError` when others can read it.
 */
export function readSecretFile(
  file: string,
  { mayBeShared = false }: { mayBeShared?: boolean } = {},
): string | null {
  const handle = unlessAbsent(() => fs.openSync(file, 'r'))
  if (handle === null) return null
  try {
    // The open file is asked, not its name: nothing can be swapped in between.
    checkOwnership(file, fs.fstatSync(handle), mayBeShared)
    return fs.readFileSync(handle, 'latin1')
  } finally {
    fs.closeSync(handle)
  }
}

/** Makes the key unless one is there already. Of several processes at once one wins, and all read its key. */
export function makeKeyFile(dir: string, kind: KeyKind, version: number, madeAt = new Date()): KeyFile {
  const secret = newSecret(kind)
  const line = `portal-key ${kind} ${version} ${madeAt.toISOString()} ${keyId(kind, secret)} ${secret.toString('base64url')}\n`
  writeOnce(keyPath(dir, kind, version), line)
  const made = readKeyFile(dir, kind, version)
  if (!made) throw new KeyFileError(keyPath(dir, kind, version), 'vanished while it was being made')
  return made
}

/** Versions of master keys that lost their name and are still on the disk: the process ended before it overwrote them. */
export const halfDestroyed = (dir: string): number[] =>
  (unlessAbsent(() => fs.readdirSync(path.join(dir, 'master'))) ?? []).flatMap((name) => {
    const [, version] = /^\.v(\d+)\.key\.destroyed$/.exec(name) ?? []
    return version === undefined ? [] : [Number(version)]
  })

/**
 * Overwrites the file, then removes it. It loses its name first, so that no process reads a half overwritten key; called again
 * after a crash it goes on. What the disk itself keeps of overwritten blocks (SSD, snapshots) is beyond a program.
 */
export function destroyKeyFile(dir: string, kind: 'master' | 'signing', version: number): void {
  const file = keyPath(dir, kind, version)
  const folder = path.dirname(file)
  const aside = path.join(folder, `.${path.basename(file)}.destroyed`)
  unlessAbsent(() => fs.renameSync(file, aside))
  syncFolder(folder)
  const handle = unlessAbsent(() => fs.openSync(aside, 'r+'))
  if (handle === null) return
  try {
    fs.writeSync(handle, randomBytes(fs.fstatSync(handle).size), 0, undefined, 0)
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
  fs.rmSync(aside, { force: true })
  syncFolder(folder)
}

/** Whole, on disk and under its final name, or not at all; an existing file is left as it is. */
export function writeOnce(file: string, content: string): void {
  const folder = path.dirname(file)
  makeFolder(folder)
  const temporary = path.join(folder, `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`)
  const handle = fs.openSync(temporary, 'wx', 0o600)
  try {
    // Not the mode of `open`, which the umask may cut.
    fs.fchmodSync(handle, privateMode(folder))
    fs.writeFileSync(handle, content)
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
  try {
    // link, unlike rename, refuses to replace: the key that came first stays.
    fs.linkSync(temporary, file)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    fs.rmSync(temporary, { force: true })
  }
  syncFolder(folder)
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function makeFolder(folder: string): void {
  const first = fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (first) syncFolder(path.dirname(first))
  checkFolder(folder)
}

/** A writable folder would let others add a key. A missing folder is no fault yet. */
export function checkFolder(folder: string): void {
  const stat = unlessAbsent(() => fs.statSync(folder))
  if (stat === null || process.platform === 'win32') return
  if (!stat.isDirectory()) throw new KeyFileError(folder, 'is not a folder')
  if (stat.mode & 0o022) {
    throw new KeyFileError(folder, 'can be written to by others: run chmod 700 on it')
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = fs.openSync(folder, 'r')
  try {
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}

function checkOwnership(file: string, stat: fs.Stats, mayBeShared: boolean): void {
  if (!stat.isFile() || stat.size > 4096) throw new KeyFileError(file, 'is not a key file')
  const me = process.getuid?.()
  if (me === undefined) return
  const shared = mayBeShared ? sharedFolder(path.dirname(file)) : null
  if (stat.mode & (shared?.gid === stat.gid ? 0o037 : 0o077)) {
    const mode = (stat.mode & 0o777).toString(8).padStart(4, '0')
    throw new KeyFileError(file, `is open to others than its owner (mode ${mode}): run chmod 600 on it`)
  }
  if (![me, 0, shared?.uid].includes(stat.uid)) throw new KeyFileError(file, 'belongs to another user')
}

/** Ed25519; the others are 32 random bytes. */
const isSigner = (kind: KeyKind) => kind === 'signing' || kind === 'log' || kind === 'backup'

function newSecret(kind: KeyKind): Buffer {
  if (!isSigner(kind)) return randomBytes(32)
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' })
}

// The id of a signing key is a hash of its public half, so that anyone with the public key can compute it.
function keyId(kind: KeyKind, secret: Buffer): string {
  if (!isSigner(kind)) {
    return secret.length === 32
      ? Buffer.from(hkdfSync('sha256', secret, '', `portal key id ${kind}`, 8)).toString('hex')
      : ''
  }
  try {
    const publicKey = createPublicKey(createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' }))
    const spki = publicKey.export({ format: 'der', type: 'spki' })
    return createHash('sha256').update(spki).digest('hex').slice(0, 16)
  } catch {
    return ''
  }
}

function unlessAbsent<T>(action: () => T): T | null {
  try {
    return action()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}
