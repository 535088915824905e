import { setTimeout as sleep } from 'node:timers/promises'
import { CommitUnknown, DatabaseUnavailable } from '#db/errors.ts'
import type { Context } from '#domain/access/context.ts'
import { importPeople, type LeftOutChoice, type PeopleResult } from '#domain/consent/import/import-people.ts'
import type { ImportedRow } from '#domain/consent/import/import-row.ts'
import type { CsvRecord } from '#platform/csv-records.ts'
import type { FaultyRow } from './rows-file.ts'

const tries = 5

export type ReadRow = { row: ImportedRow; read: CsvRecord }
type BatchCounts = {
  people: { created: number; changed: number; unchanged: number }
  choices: PeopleResult['choices']
}
type BatchResult = { refused: FaultyRow[]; warned: FaultyRow[]; leftOut: LeftOutChoice[] }

/** Imports rows and adds them to `counts`; what could not be imported of them is returned. */
export async function importBatch(
  ctx: Context,
  batch: readonly ReadRow[],
  onlyTry: boolean,
  counts: BatchCounts,
): Promise<BatchResult> {
  if (batch.length === 0) return { refused: [], warned: [], leftOut: [] }
  const rows = batch.map(({ row }) => row)
  const { people, choices, leftOut } = await repeated(() => importPeople(ctx, rows, { onlyTry }))
  for (const name of ['created', 'changed', 'unchanged'] as const) counts.people[name] += people[name]
  for (const name of ['recorded', 'unchanged', 'older', 'ended'] as const)
    counts.choices[name] += choices[name]
  const refused = new Map(people.refused.map(({ externalId, code }) => [externalId, code]))
  const withoutAddress = new Set(people.withoutAddress)
  const results: Omit<BatchResult, 'leftOut'> = { refused: [], warned: [] }
  for (const { row, read } of batch) {
    const { externalId } = row.person
    const code = refused.get(externalId)
    if (code) {
      results.refused.push({ read, faults: [{ column: 'external_id', code }] })
      continue
    }
    const taken = withoutAddress.has(externalId) ? [{ column: 'email', code: 'address-taken' }] : []
    const faults = [...row.warnings, ...taken]
    if (faults.length > 0) results.warned.push({ read, faults })
  }
  return { ...results, leftOut }
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
