import type { Context } from '#domain/access/context.ts'
import { type Columns, readColumns } from '#domain/consent/import/import-columns.ts'
import type { PeopleResult } from '#domain/consent/import/import-people.ts'
import { readRow, type WordsFor } from '#domain/consent/import/import-row.ts'
import type { Catalogue } from '#domain/consent/rules/catalogue.ts'
import { readCatalogue } from '#domain/consent/texts/read-catalogue.ts'
import { parseEmailAddress } from '#domain/people/rules/email-address.ts'
import { type CsvRecord, readCsv } from '#platform/csv-records.ts'
import { WrongUse } from '../command.ts'
import { importBatch, type ReadRow } from './import-batch.ts'
import { openTableFile } from './private-file.ts'
import type { Progress } from './progress.ts'
import { type FaultyRow, openRowsFile } from './rows-file.ts'
import type { SourceFile } from './source-file.ts'

const BATCH = 250

type Run = {
  source: SourceFile
  rejectedPath: string
  /** Where rows are listed that were imported without some of their cells. */
  warningsPath: string
  /** Where choices are listed that were left out as older. */
  olderPath: string
  wordsFor: WordsFor
  onlyTry: boolean
  progress: Progress
  /** Called when the header is sound, before anything is written. */
  onColumns: (columns: Columns) => Promise<void>
}

export type ImportCounts = {
  rows: number
  rejected: number
  rejectedFile: string | null
  /** Rows that were imported without some of their cells. */
  warnings: number
  warningsFile: string | null
  olderFile: string | null
  people: { created: number; changed: number; unchanged: number }
  choices: PeopleResult['choices']
}

type RecordEnd = (sha256: string, end: 'finished' | 'stopped') => Promise<void>

/**
 * Streams the file once and imports its rows in batches; rejected rows go to the file of rejected rows. `counts` is
 * updated during the run; `record` is called at its end, however it ends.
 */
export async function importFile(ctx: Context, run: Run, counts: ImportCounts, record: RecordEnd) {
  let bytes = 0
  const { delimiter, records } = await readCsv(
    run.source.read((read) => {
      bytes = read
    }),
  )
  const header = soundHeader(await records.next())
  const columns = soundColumns(header, await readCatalogue(ctx))
  await run.onColumns(columns)
  const rejected = openRowsFile(run.rejectedPath, header, delimiter)
  const warnings = openRowsFile(run.warningsPath, header, delimiter)
  const older = openTableFile(run.olderPath, ['external_id', 'choice', 'decision', 'given_at'])
  const once = onceInFile()
  let batch: ReadRow[] = []
  let refused: FaultyRow[] = []
  const flush = async () => {
    const done = await importBatch(ctx, batch, run.onlyTry, counts)
    refused.push(...done.refused)
    await older.write(
      done.leftOut.map((one) => [one.externalId, one.name, one.decision, one.givenAt.toISOString()]),
    )
    await rejected.write(refused.sort((a, b) => a.read.line - b.read.line))
    await warnings.write(done.warned)
    counts.rejected += refused.length
    counts.warnings += done.warned.length
    batch = []
    refused = []
    run.progress.show({ rows: counts.rows, bytes })
  }
  let end: 'finished' | 'stopped' = 'stopped'
  try {
    const given = { wordsFor: run.wordsFor, now: ctx.clock.now(), defaultLocale: ctx.locale }
    for await (const read of records) {
      // Spreadsheets leave lines of empty cells behind the last row.
      if (!read.fault && read.cells.every((cell) => cell.trim() === '')) continue
      counts.rows += 1
      const row = read.fault
        ? { faults: [{ column: columns.names[read.column ?? -1] ?? '', code: read.fault }] }
        : once(readRow(read.cells, columns, given))
      if ('faults' in row) refused.push({ read, faults: row.faults })
      else batch.push({ row, read })
      if (batch.length + refused.length >= BATCH) await flush()
    }
    await flush()
    end = 'finished'
  } finally {
    run.progress.end()
    counts.rejectedFile = await rejected.close()
    counts.warningsFile = await warnings.close()
    counts.olderFile = await older.close()
    // No record exists if the run failed before reaching the database.
    await record(run.source.sha256, end).catch((error) => {
      if (end === 'finished') throw error
    })
  }
}

function soundHeader(first: IteratorResult<CsvRecord>): CsvRecord {
  if (first.done) throw new WrongUse('the file is empty')
  if (first.value.fault) throw new WrongUse(`the header cannot be read: ${first.value.fault}`)
  return first.value
}

function soundColumns({ cells }: CsvRecord, catalogue: Catalogue): Columns {
  const columns = readColumns(cells, catalogue)
  if (!('code' in columns)) return columns
  const { code, column } = columns
  throw new WrongUse(`header: ${code.replace('-', ' ')}: ${column}`)
}

/** One file names a person once. An address signs in the first person who has it; the others are imported without. */
function onceInFile() {
  const ids = new Set<string>()
  const addresses = new Set<string>()
  return (row: ReturnType<typeof readRow>): ReturnType<typeof readRow> => {
    if ('faults' in row) return row
    const { externalId, email } = row.person
    if (ids.has(externalId)) return { faults: [{ column: 'external_id', code: 'repeated-id' }] }
    ids.add(externalId)
    const parsed = email ? parseEmailAddress(email) : undefined
    if (!parsed?.ok) return row
    if (addresses.has(parsed.address)) {
      const warnings = [...row.warnings, { column: 'email', code: 'address-taken' }]
      return { ...row, person: { ...row.person, email: undefined }, warnings }
    }
    addresses.add(parsed.address)
    return row
  }
}
