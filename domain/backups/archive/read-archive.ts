import { createHash, type KeyObject } from 'node:crypto'
import { basename } from 'node:path'
import { ArchiveUnreadable, readArchive } from '#platform/archives/read-archive.ts'
import { readChecksums } from '#platform/checksums.ts'
import { isSignedForSsh } from '#platform/crypto/ssh-signature.ts'
import type { ArchiveKind } from '../rules/archive-name.ts'
import { BackupError } from '../rules/backup-error.ts'
import { type Manifest, readManifest } from '../rules/manifest.ts'
import { namespace } from './write-archive.ts'

export type ReadWith = {
  /** Secret keys of age; one that opens the archive is enough. */
  identities: readonly string[]
  /** Of the portal that made it. */
  publicKey: KeyObject
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** The manifest of an archive, and the SHA-256 of its list of sums. */
export type Verified = { manifest: Manifest; sums: string }

/** Reads an archive to its end and believes nothing that its signature does not cover. Throws `BackupError`. */
export async function verifyArchive(
  file: string,
  kind: ArchiveKind,
  { identities, publicKey }: ReadWith,
): Promise<Verified> {
  const found = new Map<string, string>()
  const small = new Map<string, Buffer>()
  for await (const { name, bytes } of filesOf(file, kind, identities)) {
    found.set(name, sha256(bytes))
    if (/^(manifest\.json|SHA256SUMS(\.sig)?)$/.test(name)) small.set(name, bytes)
  }
  const sums = small.get('SHA256SUMS')
  const signature = small.get('SHA256SUMS.sig')
  if (!sums || !signature) throw new BackupError('file-missing', basename(file))
  if (!isSignedForSsh(sums, signature.toString('utf8'), { publicKey, namespace }))
    throw new BackupError('not-signed', basename(file))
  const listed = readChecksums(sums.toString('utf8')) ?? new Map<string, string>()
  for (const [name, sum] of listed) {
    if (!found.has(name)) throw new BackupError('file-missing', `${basename(file)}, ${name}`)
    if (found.get(name) !== sum) throw new BackupError('file-changed', `${basename(file)}, ${name}`)
  }
  for (const name of found.keys())
    if (!listed.has(name) && !/^SHA256SUMS(\.sig)?$/.test(name))
      throw new BackupError('file-unlisted', `${basename(file)}, ${name}`)
  const manifest = readManifest(small.get('manifest.json')?.toString('utf8') ?? '')
  if (manifest?.kind !== kind) throw new BackupError('older-version', basename(file))
  return { manifest, sums: sha256(sums) }
}

/** The files again, each compared with the verified manifest before it is returned. Throws `BackupError`. */
export async function* verifiedFiles(file: string, manifest: Manifest, { identities }: ReadWith) {
  const sums = new Map(manifest.files.map(({ name, sha256 }) => [name, sha256]))
  for await (const { name, bytes } of filesOf(file, manifest.kind, identities)) {
    const sum = sums.get(name)
    if (sum === undefined) continue
    if (sum !== sha256(bytes)) throw new BackupError('file-changed', `${basename(file)}, ${name}`)
    yield { name, bytes }
  }
}

/** The files in the archive's folder, by their names there. */
async function* filesOf(file: string, kind: ArchiveKind, identities: readonly string[]) {
  try {
    for await (const { name, bytes } of readArchive(file, identities)) {
      if (!name.startsWith(`${kind}/`)) throw new BackupError('file-unlisted', `${basename(file)}, ${name}`)
      yield { name: name.slice(kind.length + 1), bytes }
    }
  } catch (error) {
    if (error instanceof ArchiveUnreadable) throw new BackupError(error.code, basename(file))
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new BackupError('file-missing', file)
    throw error
  }
}
