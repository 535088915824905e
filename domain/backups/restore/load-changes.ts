import type postgres from 'postgres'
import { countAll, hashChangedRows, removeAll, removeKeys } from '#db/dump/load-changes.ts'
import { copyIn, hashRows } from '#db/dump/load-tables.ts'
import { type ReadWith, verifiedFiles } from '../archive/read-archive.ts'
import { BackupError } from '../rules/backup-error.ts'
import type { Manifest, TableEntry } from '../rules/manifest.ts'
import { sqlOf } from './sql-of.ts'

/** A table of the session for the keys of one table; the names of PostgreSQL end at 63 bytes. */
const stagingOf = (manifest: Manifest, table: TableEntry) =>
  `${manifest.kind}_${manifest.tables.indexOf(table)}`

/**
 * Loads a verified archive of changes onto the rows of its backup, before there are constraints and triggers. Returns the SQL in it
 * by the names of its files. Throws `BackupError`.
 */
export async function loadChanges(
  tx: postgres.ISql,
  { file, manifest }: { file: string; manifest: Manifest },
  given: ReadWith & { signal?: AbortSignal },
): Promise<Map<string, string>> {
  const scripts = new Map<string, string>()
  const byFile = new Map<string, { table: TableEntry; isKeys: boolean }>(
    manifest.tables.flatMap((table) => [
      ...table.files.map((name) => [name, { table, isKeys: false }] as const),
      ...(table.changes?.keyFiles ?? []).map((name) => [name, { table, isKeys: true }] as const),
    ]),
  )
  for (const table of manifest.tables) if (!table.changes) await removeAll(tx, table)
  for await (const { name, bytes } of verifiedFiles(file, manifest, given)) {
    given.signal?.throwIfAborted()
    const found = byFile.get(name)
    if (!found) scripts.set(name, sqlOf(bytes))
    else if (!found.isKeys) await copyIn(tx, found.table, bytes)
    else {
      const staging = stagingOf(manifest, found.table)
      await removeKeys(tx, { ...found.table, key: found.table.changes?.key ?? [] }, { staging, keys: bytes })
    }
  }
  return scripts
}

/** Throws `BackupError` unless each table has as many rows as it had, and those that changed are as they were. */
export async function compareChanges(tx: postgres.ISql, manifest: Manifest): Promise<void> {
  for (const table of manifest.tables) {
    const { rows, sha256, changes } = table
    const isEqual = !changes
      ? matches(await hashRows(tx, table), { rows, sha256 })
      : (await countAll(tx, table)) === changes.total &&
        (changes.keyFiles.length === 0 ||
          matches(await hashChangedRows(tx, { ...table, key: changes.key }, stagingOf(manifest, table)), {
            rows,
            sha256,
          }))
    if (!isEqual) throw new BackupError('rows-differ', `${table.schema}.${table.name}`)
  }
}

const matches = (one: { rows: number; sha256: string }, other: { rows: number; sha256: string }) =>
  one.rows === other.rows && one.sha256 === other.sha256
