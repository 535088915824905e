import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { csvTable } from '#platform/csv-table.ts'

/**
 * A file of personal data: only its owner may read it. There is no file until something is written, and none under its
 * name until it is whole.
 */
export function openPrivateFile(path: string, start: string | Uint8Array) {
  const part = `${path}.part`
  let file: FileHandle | undefined
  return {
    async write(bytes: string | Uint8Array): Promise<void> {
      if (bytes.length === 0) return
      if (!file) {
        await rm(part, { force: true })
        file = await open(part, 'wx', 0o600)
        await file.writeFile(start)
      }
      await file.writeFile(bytes)
    },
    /** The name of the file, or null when there was nothing to write. */
    async close(): Promise<string | null> {
      if (!file) return null
      await file.close()
      await rename(part, path)
      return path
    },
  }
}

/** The same for a table of CSV. */
export function openTableFile(path: string, header: readonly string[]) {
  const file = openPrivateFile(path, csvTable([header]))
  return {
    ...file,
    write: (rows: string[][]) => file.write(rows.length > 0 ? csvTable(rows, { bom: false }) : ''),
  }
}
