import { createHash, sign } from 'node:crypto'
import { changedKeysText, changedRowsText, countText } from '#db/dump/changed-rows.ts'
import { copyOutText, type Snapshot, type SnapshotTable } from '#db/dump/exported-snapshot.ts'
import { countRows } from '#db/dump/load-tables.ts'
import { type AddFile, writeArchive } from '#platform/archives/write-archive.ts'
import { checksumsText } from '#platform/checksums.ts'
import type { BackupKeys } from '#platform/crypto/backup-keys.ts'
import { signForSsh } from '#platform/crypto/ssh-signature.ts'
import type { ArchiveKind } from '../rules/archive-name.ts'
import type { Manifest, TableEntry } from '../rules/manifest.ts'
import { loadText } from './load-text.ts'

/** What `ssh-keygen -Y verify -n` is told. */
export const namespace = 'portal-backup'

/** So much of a table is in one file, and in memory at a time; a single longer row is whole all the same. */
const FILE_BYTES = 4_000_000

/** Written first, so that psql stops at the first mistake. */
const header = '\\set ON_ERROR_STOP on\n'

type Contents = {
  kind: ArchiveKind
  snapshot: Snapshot
  tables: readonly SnapshotTable[]
  country: string
  /** Archives of changes: since when, and the sums of the archives that they need. */
  since?: { horizon: string; needs: NonNullable<Manifest['needs']> }
  /** SQL to be run before and after the rows are loaded, by file name. */
  before?: Record<string, string>
  after?: Record<string, string>
  signal?: AbortSignal | undefined
}

/**
 * Writes one archive: the tables as COPY writes them, SQL that loads them with psql, a manifest, the sums of all files, and a
 * signature of the sums. Returns its size, its manifest and the SHA-256 of the sums.
 */
export async function writeTables(
  file: string,
  contents: Contents,
  { keys, recipients }: { keys: BackupKeys; recipients: readonly string[] },
): Promise<{ bytes: number; manifest: Manifest; sums: string }> {
  const { kind, snapshot, tables, country, since, before = {}, after = {}, signal } = contents
  const files: Manifest['files'] = []
  const entries: TableEntry[] = []
  const manifest: Manifest = {
    format: 1,
    kind,
    madeAt: snapshot.takenAt.toISOString(),
    postgresql: snapshot.serverVersion,
    country,
    ...(since && { needs: since.needs }),
    tables: entries,
    files,
  }
  let sumsSha256 = ''
  const bytes = await writeArchive(file, { recipients, modifiedAt: snapshot.takenAt }, async (add) => {
    const put: AddFile = async (name, bytes) => {
      await add(`${kind}/${name}`, bytes)
      files.push({ name, bytes: bytes.length, sha256: sha256(bytes) })
    }
    const putText = (name: string, text: string) => put(name, Buffer.from(text, 'utf8'))
    if (since) await putText('needs.sha256', needsText(since.needs))
    for (const [name, text] of Object.entries(before)) await putText(name, header + text)
    for (const table of tables) {
      signal?.throwIfAborted()
      entries.push(await putTable(put, { snapshot, horizon: since?.horizon }, table))
    }
    await putText('data.sql', header + loadText(entries, { isChanges: since !== undefined }))
    for (const [name, text] of Object.entries(after)) await putText(name, header + text)
    const text = `${JSON.stringify(manifest, null, 1)}\n`
    const listed = [...files, { name: 'manifest.json', sha256: sha256(text) }]
    const sums = Buffer.from(
      checksumsText(listed.map(({ name, sha256 }) => ({ path: name, sha256 }))),
      'utf8',
    )
    sumsSha256 = sha256(sums)
    await add(`${kind}/manifest.json`, Buffer.from(text, 'utf8'))
    await add(`${kind}/SHA256SUMS`, sums)
    const signature = signForSsh(sums, {
      publicKey: keys.publicKey,
      sign: (data) => sign(null, data, keys.privateKey),
      namespace,
    })
    await add(`${kind}/SHA256SUMS.sig`, Buffer.from(signature, 'utf8'))
  })
  return { bytes, manifest, sums: sumsSha256 }
}

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')

/** For `sha256sum -c` in the folder of the archive, beside those that it needs. */
const needsText = (needs: NonNullable<Manifest['needs']>) =>
  checksumsText(Object.entries(needs).map(([kind, sha256]) => ({ path: `../${kind}/SHA256SUMS`, sha256 })))

type From = { snapshot: Snapshot; horizon: string | undefined }

async function putTable(
  put: AddFile,
  { snapshot, horizon }: From,
  table: SnapshotTable,
): Promise<TableEntry> {
  const { schema, name, columns, order, key } = table
  const shape = { schema, name, columns, order }
  const files = `${schema}.${name}`
  // Without notes of deletions nobody knows which rows are gone.
  if (horizon === undefined || !table.notesDeletions)
    return { ...shape, ...(await putRows(put, files, snapshot.copyOut(copyOutText(table)))) }
  const keys = await putRows(put, `${files}.keys`, snapshot.copyOut(changedKeysText(table, horizon)))
  const rows = await putRows(put, files, snapshot.copyOut(changedRowsText(table, horizon)))
  const [count] = await snapshot.select<{ total: string }>(countText(table))
  return { ...shape, ...rows, changes: { key, keyFiles: keys.files, total: Number(count?.total) } }
}

async function putRows(put: AddFile, prefix: string, pieces: AsyncIterable<Buffer>) {
  const all = createHash('sha256')
  const files: string[] = []
  let rows = 0
  let waiting: Buffer[] = []
  let length = 0
  const flush = async () => {
    const part = String(files.length + 1).padStart(4, '0')
    const file = `${prefix}.${part}.copy`
    const bytes = Buffer.concat(waiting)
    waiting = []
    length = 0
    all.update(bytes)
    rows += countRows(bytes)
    files.push(file)
    await put(file, bytes)
  }
  for await (const piece of pieces) {
    waiting.push(piece)
    length += piece.length
    if (length >= FILE_BYTES) await flush()
  }
  if (length > 0) await flush()
  return { rows, sha256: all.digest('hex'), files }
}
