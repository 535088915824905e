import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { csvTable } from '#platform/csv-table.ts'

/**
 * A CSV file of personal data: only its owner may read it. There is no file until there is a row, and none under its name
 * until it is whole.
 */
export function openTableFile(path: string, header: readonly string[]) {
  const part = `${path}.part`
  let file: FileHandle | undefined
  return {
    async write(rows: string[][]): Promise<void> {
      if (rows.length === 0) return
      if (!file) {
        await rm(part, { force: true })
        file = await open(part, 'wx', 0o600)
        await file.write(csvTable([[...header]]))
      }
      await file.write(csvTable(rows, { bom: false }))
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
