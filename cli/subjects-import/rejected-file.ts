import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import type { RowFault } from '#domain/consent/import/import-row.ts'
import { csvTable } from '#platform/csv-table.ts'
import { reasonFor } from './reasons.ts'

export type RejectedRow = { line: number; cells: readonly string[]; faults: readonly RowFault[] }

/**
 * Rows that were not taken, with what is wrong with them, in a form that can be mended and imported again. It holds
 * personal data: only its owner may read it. There is no file until there is a row, and none under its name until it is whole.
 */
export function openRejectedFile(path: string, header: readonly string[]) {
  const part = `${path}.part`
  let file: FileHandle | undefined
  return {
    async write(rows: readonly RejectedRow[]): Promise<void> {
      if (rows.length === 0) return
      if (!file) {
        await rm(part, { force: true })
        file = await open(part, 'wx', 0o600)
        await file.write(
          csvTable([['rejected_line', 'rejected_column', 'rejected_code', 'rejected_reason', ...header]]),
        )
      }
      await file.write(csvTable(rows.map(rowOf), { bom: false }))
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

function rowOf({ line, cells, faults }: RejectedRow): string[] {
  const all = (tell: (fault: RowFault) => string) => faults.map(tell).join('; ')
  return [
    String(line),
    all(({ column }) => column),
    all(({ code }) => code),
    all(({ code }) => reasonFor(code)),
    ...cells,
  ]
}
