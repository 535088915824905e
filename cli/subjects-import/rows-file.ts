import { stringify } from 'csv-stringify/sync'
import { rejectedColumns } from '#domain/consent/import/import-columns.ts'
import type { RowFault } from '#domain/consent/import/import-row.ts'
import type { CsvRecord } from '#platform/csv-records.ts'
import { openPrivateFile } from './private-file.ts'
import { reasonFor } from './reasons.ts'

export type FaultyRow = { read: CsvRecord; faults: readonly RowFault[] }

/**
 * Rows with their reasons in front, in a file that can be corrected and imported again. Rows keep their bytes: what could
 * not be read is not read and written again. Of a record that was cut only the beginning is in it.
 */
export function openRowsFile(path: string, header: CsvRecord, delimiter: string) {
  const csv = (cells: readonly string[]) =>
    Buffer.from(stringify([[...cells]], { delimiter, record_delimiter: '' }))
  const about = rejectedColumns.length
  const isAboutAlready = rejectedColumns.every((name, at) => header.cells[at]?.trim().toLowerCase() === name)
  const own = ({ raw, cells }: CsvRecord) => {
    if (!isAboutAlready) return raw ?? csv(cells)
    return (raw && withoutCells(raw, delimiter, about)) ?? csv(cells.slice(about))
  }
  const line = (cells: readonly string[], read: CsvRecord) =>
    Buffer.concat([csv(cells), Buffer.from(delimiter), own(read), Buffer.from('\r\n')])
  const separator = delimiter === '|' ? `sep=${delimiter}\r\n` : ''
  const start = Buffer.concat([Buffer.from(`\ufeff${separator}`), line(rejectedColumns, header)])
  const file = openPrivateFile(path, start)
  return {
    close: file.close,
    write: (rows: readonly FaultyRow[]) =>
      file.write(Buffer.concat(rows.map(({ read, faults }) => line(aboutFaults(read, faults), read)))),
  }
}

function aboutFaults({ line }: CsvRecord, faults: readonly RowFault[]): string[] {
  const all = (tell: (fault: RowFault) => string) => faults.map(tell).join('; ')
  return [
    String(line),
    all(({ column }) => column),
    all(({ code }) => code),
    all(({ code }) => reasonFor(code)),
  ]
}

/** The bytes of a record behind its first cells; undefined where its quotes are not whole. */
function withoutCells(raw: Buffer, delimiter: string, count: number): Buffer | undefined {
  const separator = delimiter === '|' ? '\\|' : delimiter
  const cells = new RegExp(`^(?:(?:"(?:[^"]|"")*"|[^"${delimiter}]*)${separator}){${count}}`)
  const found = cells.exec(raw.toString('latin1'))
  return found ? raw.subarray(found[0].length) : undefined
}
