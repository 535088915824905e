import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { CommitUnknown, DatabaseUnavailable } from '#db/errors.ts'
import type { Context } from '#domain/access/context.ts'
import { type Columns, readColumns } from '#domain/consent/import/import-columns.ts'
import { importPeople, type PeopleResult } from '#domain/consent/import/import-people.ts'
import { type ImportedRow, type RowFault, readRow, type WordsFor } from '#domain/consent/import/import-row.ts'
import { parseEmailAddress } from '#domain/people/rules/email-address.ts'
import { type CsvRecord, csvRecords } from '#platform/csv-records.ts'
import { WrongUse } from '../command.ts'
import type { Progress } from './progress.ts'
import { openRejectedFile, type RejectedRow } from './rejected-file.ts'
import { openTableFile } from './table-file.ts'

const BATCH = 250
const tries = 5

type Run = {
  path: string
  rejectedPath: string
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
  olderFile: string | null
  people: { created: number; changed: number; unchanged: number }
  choices: PeopleResult['choices']
}

type Taken = { row: ImportedRow; read: CsvRecord }

type RecordEnd = (sha256: string, end: 'finished' | 'stopped') => Promise<void>

/**
 * Streams the file once and imports its rows in batches; rejected rows go to the file of rejected rows. `counts` is
 * updated during the run; `record` is called at its end, however it ends.
 */
export async function importFile(ctx: Context, run: Run, counts: ImportCounts, record: RecordEnd) {
  const sha256 = await hashOf(run.path)
  let bytes = 0
  async function* read() {
    for await (const chunk of createReadStream(run.path) as AsyncIterable<Buffer>) {
      bytes += chunk.length
      yield chunk
    }
  }
  const records = csvRecords(read())
  const header = await records.next()
  const columns = soundColumns(header.done ? undefined : header.value)
  await run.onColumns(columns)
  const rejected = openRejectedFile(run.rejectedPath, header.value?.cells ?? [])
  const older = openTableFile(run.olderPath, ['external_id', 'choice', 'decision', 'given_at'])
  const file = newFile()
  let batch: Taken[] = []
  let refused: RejectedRow[] = []
  const flush = async () => {
    const brought = await bring(ctx, batch, run.onlyTry, counts)
    refused.push(...brought.refused)
    await older.write(
      brought.leftOut.map((one) => [one.externalId, one.name, one.decision, one.givenAt.toISOString()]),
    )
    await rejected.write(refused.sort((a, b) => a.line - b.line))
    counts.rejected += refused.length
    batch = []
    refused = []
    run.progress.show({ rows: counts.rows, bytes })
  }
  let end: 'finished' | 'stopped' = 'stopped'
  try {
    const given = { wordsFor: run.wordsFor, now: ctx.clock.now(), defaultLocale: ctx.locale }
    for await (const read of records) {
      counts.rows += 1
      const row = read.fault
        ? { faults: [{ column: columns.names[read.column ?? -1] ?? '', code: read.fault }] }
        : file.once(readRow(read.cells, columns, given))
      if ('faults' in row) refused.push({ line: read.line, cells: read.cells, faults: row.faults })
      else batch.push({ row, read })
      if (batch.length + refused.length >= BATCH) await flush()
    }
    await flush()
    end = 'finished'
  } finally {
    run.progress.end()
    counts.rejectedFile = await rejected.close()
    counts.olderFile = await older.close()
    // No record exists if the run failed before reaching the database.
    await record(sha256, end).catch((error) => {
      if (end === 'finished') throw error
    })
  }
  return { sha256 }
}

/** Of the whole file, which a run that breaks off has not read to its end. */
async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

function soundColumns(header: CsvRecord | undefined): Columns {
  if (!header) throw new WrongUse('the file is empty')
  if (header.fault) throw new WrongUse(`the header cannot be read: ${header.fault}`)
  const columns = readColumns(header.cells)
  if (!('code' in columns)) return columns
  const { code, column } = columns
  throw new WrongUse(`header: ${code.replace('-', ' ')}: ${column}`)
}

/** One file names a person once, and an address once. */
function newFile() {
  const ids = new Set<string>()
  const addresses = new Set<string>()
  return {
    once(row: ReturnType<typeof readRow>): ReturnType<typeof readRow> {
      if ('faults' in row) return row
      const { externalId, email } = row.person
      const parsed = email ? parseEmailAddress(email) : undefined
      const address = parsed?.ok ? parsed.address : undefined
      const faults: RowFault[] = []
      if (ids.has(externalId)) faults.push({ column: 'external_id', code: 'repeated-id' })
      else if (address && addresses.has(address)) faults.push({ column: 'email', code: 'address-taken' })
      if (faults.length > 0) return { faults }
      ids.add(externalId)
      if (address) addresses.add(address)
      return row
    },
  }
}

async function bring(ctx: Context, batch: readonly Taken[], onlyTry: boolean, counts: ImportCounts) {
  if (batch.length === 0) return { refused: [], leftOut: [] }
  const { people, choices, leftOut } = await repeated(() =>
    importPeople(
      ctx,
      batch.map(({ row }) => row),
      { onlyTry },
    ),
  )
  for (const name of ['created', 'changed', 'unchanged'] as const) counts.people[name] += people[name]
  for (const name of ['recorded', 'unchanged', 'older'] as const) counts.choices[name] += choices[name]
  const records = new Map(batch.map(({ row, read }) => [row.person.externalId, read]))
  const refused = people.refused.flatMap(({ externalId, code, field }): RejectedRow[] => {
    const read = records.get(externalId)
    const faults = [{ column: field === 'email' ? 'email' : 'external_id', code }]
    return read ? [{ line: read.line, cells: read.cells, faults }] : []
  })
  return { refused, leftOut }
}

/** A database that is away for a moment stops no import: a batch may always be done again. */
async function repeated<T>(act: () => Promise<T>, attempt = 1): Promise<T> {
  try {
    return await act()
  } catch (error) {
    const passes =
      error instanceof DatabaseUnavailable || error instanceof CommitUnknown || isContention(error)
    if (!passes || attempt === tries) throw error
    await sleep(1000 * attempt)
    return repeated(act, attempt + 1)
  }
}

/** Two imports, or an import and people, wanted the same rows in another order; PostgreSQL let one of them go on. */
const isContention = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === '40P01' || error.code === '40001')
