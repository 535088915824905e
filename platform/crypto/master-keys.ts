import type { KeyObject } from 'node:crypto'
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  hkdfSync,
  sign,
  verify,
} from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { KeyFile, KeyKind } from './key-files.ts'
import {
  checkFolder,
  codeOf,
  destroyKeyFile,
  halfDestroyed,
  keyPath,
  listVersions,
  makeKeyFile,
  readKeyFile,
  writeOnce,
} from './key-files.ts'
import type { KeyWrap } from './key-wrap.ts'
import { keyWrap, WrappedKeyDamaged, wrappingKeyId } from './key-wrap.ts'
import { lengthPrefixed } from './length-prefixed.ts'

/** A referenced key is missing on disk, or another key is in its place. */
export class MasterKeyMissing extends Error {
  override name = 'MasterKeyMissing'
  readonly file: string
  constructor(file: string, reason = 'is missing: restore it from its copy') {
    super(`${file} ${reason}`)
    this.file = file
  }
}

export type KeyRecord = { kind: KeyKind; version: number; id: string; createdAt: string; current: boolean }

export type Signer = { keyId: string; sign(data: Uint8Array): Buffer }

export type MasterKeys = {
  /** The version that new wraps use; a rotation by another process is seen without a restart. */
  readonly current: number
  /** `keyId` binds the result to one row; unwrap must be given the same. */
  wrap(key: Uint8Array, keyId?: string): { version: number; wrapped: Buffer }
  /** Throws `MasterKeyMissing` or `WrappedKeyDamaged`. */
  unwrap(version: number, wrapped: Uint8Array, keyId?: string): Buffer
  /** The same key wrapped under another version, without looking for newer ones. Throws as `unwrap`. */
  rewrap(from: { version: number; wrapped: Uint8Array; keyId: string }, to: number): Buffer
  /** Throws `MasterKeyMissing` for the first version that is not here. For the start and the doctor. */
  requireVersions(versions: Iterable<number>): void
  /** HMAC-SHA-256, 32 bytes; the same input gives the same output for the life of `index.key`. */
  blindIndex(normalised: string, kind?: string): Buffer
  /** 32 bytes for one named purpose, derived from `index.key`, the same in every process. */
  derive(purpose: string): Buffer
  /** Ed25519, 64 bytes. `data` must begin with its own type: everything that is signed shares the key. */
  sign(data: Uint8Array): { keyId: string; signature: Buffer }
  /** Signs with the key that was current at a moment, the oldest for what was before: a rotation changes no signature. */
  signers(): (asOf: Date) => Signer
  /** False for an unknown key id as well: the caller may have invented it. */
  verify(keyId: string, data: Uint8Array, signature: Uint8Array): boolean
  /** For publishing, newest last. */
  publicKeys(): { id: string; pem: string; createdAt: string; current: boolean }[]
  /** Everything in the folder, without secrets. */
  inventory(): KeyRecord[]
  /** Makes the next master key and returns its version. Old ones still unwrap. */
  addMaster(madeAt?: Date): number
  addSigning(): string
  /**
   * Overwrites and removes the file. Only when nothing, backups of the keystore included, is wrapped under it any more. Never the
   * current one. Called again after a crash it goes on; other processes forget the key when they look for a newer one.
   */
  destroyMaster(version: number): void
  /** Versions whose file was renamed to be destroyed and is still there. `destroyMaster` finishes them. */
  halfDestroyed(): number[]
}

/**
 * Opens the folder of keys and makes them on first use; with `create: false` a missing key is an error, which is
 * right as soon as data exist. Throws `KeyFileError` and `MasterKeyMissing`, both one line naming the file.
 */
export function openMasterKeys(keysDir: string, { create = true }: { create?: boolean } = {}): MasterKeys {
  const dir = path.resolve(keysDir)
  const indexKey = establish(dir, create)
  const masters = new Map<number, { file: KeyFile; wraps: KeyWrap }>()
  const signers = new Map<number, { file: KeyFile; privateKey: KeyObject; publicKey: KeyObject }>()

  function master(version: number) {
    const known = masters.get(version)
    if (known) return known
    const file = readKeyFile(dir, 'master', version)
    if (!file) throw new MasterKeyMissing(keyPath(dir, 'master', version))
    const loaded = { file, wraps: keyWrap(file) }
    masters.set(version, loaded)
    return loaded
  }

  function signer(version: number) {
    const known = signers.get(version)
    if (known) return known
    const file = readKeyFile(dir, 'signing', version)
    if (!file) throw new MasterKeyMissing(keyPath(dir, 'signing', version))
    const privateKey = createPrivateKey({ key: file.secret, format: 'der', type: 'pkcs8' })
    const loaded = { file, privateKey, publicKey: createPublicKey(privateKey) }
    signers.set(version, loaded)
    return loaded
  }

  // A rotation by another process shows as a new file. A failed check is no reason to refuse work: the loaded keys
  // are valid.
  function refresh(): void {
    try {
      const present = listVersions(dir, 'master')
      for (const version of present) master(version)
      // What another process destroyed is forgotten. Without any file the folder is away, and the loaded keys are used on.
      const newest = present.at(-1) ?? 0
      for (const version of masters.keys())
        if (version < newest && !present.includes(version)) masters.delete(version)
      for (const version of listVersions(dir, 'signing')) signer(version)
    } catch (error) {
      const passing = codeOf(error) !== undefined || error instanceof MasterKeyMissing
      if (!passing || masters.size === 0 || signers.size === 0) throw error
    }
  }
  const newest = (held: Map<number, unknown>) => Math.max(...held.keys())

  function unwrap(version: number, wrapped: Uint8Array, keyId = ''): Buffer {
    const { file, wraps } = master(version)
    const id = wrappingKeyId(wrapped)
    if (id === null) throw new WrappedKeyDamaged('a wrapped key has an unknown format')
    if (id !== file.id) {
      throw new MasterKeyMissing(keyPath(dir, 'master', version), `is key ${file.id}, but ${id} is needed`)
    }
    return wraps.unwrap(wrapped, keyId)
  }

  refresh()
  // A key object: Node takes four times as long with the bare bytes of a key.
  const hmacKey = createSecretKey(
    Buffer.from(hkdfSync('sha256', indexKey.secret, '', 'portal blind index v1', 32)),
  )

  return {
    get current() {
      refresh()
      return newest(masters)
    },
    wrap(key, keyId = '') {
      refresh()
      const version = newest(masters)
      return { version, wrapped: master(version).wraps.wrap(key, keyId) }
    },
    unwrap,
    rewrap: ({ version, wrapped, keyId }, to) =>
      master(to).wraps.wrap(unwrap(version, wrapped, keyId), keyId),
    requireVersions(versions) {
      const here = new Set(listVersions(dir, 'master'))
      for (const version of versions) {
        if (!here.has(version)) throw new MasterKeyMissing(keyPath(dir, 'master', version))
      }
    },
    blindIndex(normalised, kind = 'email') {
      return createHmac('sha256', hmacKey).update(lengthPrefixed(kind, normalised)).digest()
    },
    derive(purpose) {
      return Buffer.from(
        hkdfSync('sha256', indexKey.secret, '', lengthPrefixed('portal derive v1', purpose), 32),
      )
    },
    sign(data) {
      refresh()
      const { file, privateKey } = signer(newest(signers))
      return { keyId: file.id, signature: sign(null, data, privateKey) }
    },
    signers() {
      refresh()
      const inOrder = [...signers.values()].sort((a, b) => a.file.version - b.file.version)
      return (asOf) => {
        const held = inOrder.findLast(({ file }) => new Date(file.createdAt) <= asOf) ?? inOrder[0]
        if (!held) throw new MasterKeyMissing(keyPath(dir, 'signing', 1))
        const { file, privateKey } = held
        return { keyId: file.id, sign: (data) => sign(null, data, privateKey) }
      }
    },
    verify(keyId, data, signature) {
      const find = () => [...signers.values()].find(({ file }) => file.id === keyId)
      if (!find()) refresh()
      const found = find()
      return found !== undefined && signature.length === 64 && verify(null, data, found.publicKey, signature)
    },
    publicKeys() {
      refresh()
      return [...signers.values()]
        .sort((a, b) => a.file.version - b.file.version)
        .map(({ file: { id, createdAt, version }, publicKey }) => ({
          id,
          pem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
          createdAt,
          current: version === newest(signers),
        }))
    },
    inventory() {
      refresh()
      const held: Partial<Record<KeyKind, number>> = {
        master: newest(masters),
        signing: newest(signers),
        index: indexKey.version,
      }
      return [indexKey, ...[...masters.values(), ...signers.values()].map(({ file }) => file)]
        .map(({ kind, version, id, createdAt }) => ({
          kind,
          version,
          id,
          createdAt,
          current: held[kind] === version,
        }))
        .sort((a, b) => a.kind.localeCompare(b.kind) || a.version - b.version)
    },
    addMaster(madeAt) {
      refresh()
      return makeKeyFile(dir, 'master', newest(masters) + 1, madeAt).version
    },
    addSigning() {
      refresh()
      return makeKeyFile(dir, 'signing', newest(signers) + 1).id
    },
    destroyMaster(version) {
      refresh()
      if (version >= newest(masters)) throw new RangeError('the current master key is not destroyed')
      destroyKeyFile(dir, 'master', version)
      masters.delete(version)
    },
    halfDestroyed: () => halfDestroyed(dir),
  }
}

/**
 * Creates missing keys, then marks the set as complete. Nothing is wrapped before the mark, so an interrupted start
 * is simply continued; after it, a missing key is a loss that a new key would hide.
 */
function establish(dir: string, create: boolean): KeyFile {
  for (const folder of [dir, path.join(dir, 'master'), path.join(dir, 'signing')]) checkFolder(folder)
  const mark = path.join(dir, 'complete')
  const makes = create && !fs.existsSync(mark)
  const need = (kind: KeyKind, version: number): KeyFile => {
    const file = readKeyFile(dir, kind, version)
    if (file) return file
    if (!makes) throw new MasterKeyMissing(keyPath(dir, kind, version))
    return makeKeyFile(dir, kind, version)
  }
  need('signing', listVersions(dir, 'signing').at(-1) ?? 1)
  const indexKey = need('index', 1)
  need('master', listVersions(dir, 'master').at(-1) ?? 1)
  if (makes) writeOnce(mark, `${new Date().toISOString()}\n`)
  return indexKey
}
