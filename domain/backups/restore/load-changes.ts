import type postgres from 'postgres'
import { countAll, hashChangedRows, removeAll, removeStaged, stageKeys } from '#db/dump/load-changes.ts'
import { copyIn, type Hashed, hasRows } from '#db/dump/load-tables.ts'
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
  /** The table whose keys are staged and whose rows are not deleted yet: all keys of a table come before its rows. */
  let staged: TableEntry | undefined
  const keyed = (table: TableEntry) => ({ ...table, key: table.changes?.key ?? [] })
  const remove = async () => {
    if (staged) await removeStaged(tx, keyed(staged), stagingOf(manifest, staged))
    staged = undefined
  }
  for await (const { name, bytes } of verifiedFiles(file, manifest, given)) {
    given.signal?.throwIfAborted()
    const found = byFile.get(name)
    if (!found?.isKeys || found.table !== staged) await remove()
    if (!found) scripts.set(name, sqlOf(bytes))
    else if (!found.isKeys) await copyIn(tx, found.table, { rows: bytes })
    else {
      staged = found.table
      await stageKeys(tx, keyed(staged), { staging: stagingOf(manifest, staged), keys: bytes })
    }
  }
  await remove()
  return scripts
}

/** Throws `BackupError` unless each table has as many rows as it had, and those that changed are as they were. */
export async function compareChanges(tx: postgres.ISql, manifest: Manifest): Promise<void> {
  for (const table of manifest.tables) {
    const { rows, sha256, changes } = table
    const isEqual = !changes
      ? await hasRows(tx, table, { rows, sha256 })
      : (await countAll(tx, table)) === changes.total &&
        (changes.keyFiles.length === 0 ||
          matches(await hashChangedRows(tx, { ...table, key: changes.key }, stagingOf(manifest, table)), {
            rows,
            sha256,
          }))
    if (!isEqual) throw new BackupError('rows-differ', `${table.schema}.${table.name}`)
  }
}

const matches = (one: Hashed, other: Hashed) => one.rows === other.rows && one.sha256 === other.sha256
