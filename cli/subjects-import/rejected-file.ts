import type { RowFault } from '#domain/consent/import/import-row.ts'
import { reasonFor } from './reasons.ts'
import { openTableFile } from './table-file.ts'

export type RejectedRow = { line: number; cells: readonly string[]; faults: readonly RowFault[] }

/** Rejected rows with their reasons, in a file that can be corrected and imported again. */
export function openRejectedFile(path: string, header: readonly string[]) {
  const about = ['rejected_line', 'rejected_column', 'rejected_code', 'rejected_reason']
  const file = openTableFile(path, [...about, ...header])
  return { write: (rows: readonly RejectedRow[]) => file.write(rows.map(rowOf)), close: file.close }
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
