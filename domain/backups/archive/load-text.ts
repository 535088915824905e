import { emptyText, stagingText } from '#db/dump/changed-rows.ts'
import { copyInText } from '#db/dump/exported-snapshot.ts'
import type { TableEntry } from '../rules/manifest.ts'

/** A table of the session, for the keys of one table at a time. */
const staging = 'changed_keys'

/** What psql runs to load an archive, in its folder: into empty tables, or changes onto the rows of a backup. */
export const loadText = (tables: readonly TableEntry[], { isChanges }: { isChanges: boolean }): string =>
  tables
    .flatMap((table) => [...(isChanges ? removeLines(table) : []), ...copyLines(table)])
    .map((line) => `${line}\n`)
    .join('')

const copyLines = (table: TableEntry) => table.files.map((file) => `\\copy ${copyInText(table, `'${file}'`)}`)

function removeLines(table: TableEntry): string[] {
  if (!table.changes) return [emptyText(table)]
  const { key, keyFiles } = table.changes
  if (keyFiles.length === 0) return []
  const { create, remove, drop } = stagingText({ ...table, key }, staging)
  return [create, ...keyFiles.map((file) => `\\copy ${staging} FROM '${file}'`), remove, drop]
}
