import type { SQL } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { MapItem } from '../rules/data-map.ts'
import type { Collected, Counted, Outcome, RecordValue, Selection } from '../rules/source.ts'
import { eraseSome } from './change-rows.ts'
import { failureOf, outcomeOfError } from './outcome-of-error.ts'
import { countRows, type Decrypt, type RowsPage, readRows } from './read-rows.ts'

/** Rows in one transaction, so that none is long and memory is flat. */
const batch = 500

export type InTransaction = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>

/** One person's rows in one database. `decrypter` is asked for once a page, in its transaction. */
export type PersonRows = {
  where(item: MapItem): SQL
  read: InTransaction
  decrypter?(tx: Transaction): Promise<Decrypt | undefined>
  /** Deletes at most `limit` rows of a table from which the role may not delete; returns how many. */
  deleteSome?(tx: Transaction, item: MapItem, limit: number): Promise<number>
}

/** The items that a selection names, from the one that it continues at. */
export function selectItems(items: readonly MapItem[], selection: Selection): readonly MapItem[] {
  const { categories, items: ids, after } = selection
  const from = after ? items.findIndex(({ id }) => id === after.item) : 0
  return items
    .slice(from === -1 ? items.length : from)
    .filter((item) => (categories?.includes(item.category) ?? true) && (ids?.includes(item.id) ?? true))
}

/** Items as they were given, in the order of the source's own. */
export const inOrderOf = (items: readonly MapItem[], given: readonly MapItem[]): readonly MapItem[] =>
  items.flatMap(({ id }) => given.find((one) => one.id === id) ?? [])

/** Every record of the selection. An item that fails is reported and the next one follows. */
export async function* collectRows(
  items: readonly MapItem[],
  rows: PersonRows,
  selection: Selection,
  signal: AbortSignal,
): AsyncIterable<Collected> {
  const { after, withoutFiles = false } = selection
  let wanted = selection.limit ?? Number.POSITIVE_INFINITY
  for (const item of selectItems(items, selection)) {
    const start = after?.item === item.id ? after.key : undefined
    for await (const one of collectItem(item, rows, { start, wanted, withoutFiles }, signal)) {
      yield one
      if ('record' in one) wanted--
    }
    if (wanted <= 0) return
  }
}

type Part = { start: readonly RecordValue[] | undefined; wanted: number; withoutFiles: boolean }

async function* collectItem(
  item: MapItem,
  rows: PersonRows,
  { start, wanted, withoutFiles }: Part,
  signal: AbortSignal,
): AsyncIterable<Collected> {
  let after = start
  for (let left = wanted; left > 0; ) {
    const limit = Math.min(batch, left)
    const page = await readPage(item, rows, { after, limit, withoutFiles }, signal)
    if (page.failure) return yield { item, failure: page.failure }
    for (const record of page.records) yield { record }
    after = page.records.at(-1)?.key
    left -= page.records.length
    if (page.records.length < limit || !after) return
  }
}

async function readPage(item: MapItem, rows: PersonRows, page: RowsPage, signal: AbortSignal) {
  try {
    signal.throwIfAborted()
    const records = await rows.read(async (tx) => {
      const decrypt = await rows.decrypter?.(tx)
      return readRows(tx, item, rows.where(item), page, decrypt)
    })
    return { records, failure: null }
  } catch (error) {
    const failure = failureOf(error)
    if (!failure) throw error
    return { records: [], failure }
  }
}

export async function countItem(item: MapItem, rows: PersonRows): Promise<Counted> {
  try {
    const counted = await rows.read((tx) => countRows(tx, item, rows.where(item)))
    return { status: 'done', ...counted }
  } catch (error) {
    return outcomeOfError(error)
  }
}

/** Erases an item in batches, each a transaction of its own, and counts again what is left. */
export async function eraseItem(
  item: MapItem,
  rows: PersonRows,
  change: InTransaction,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    const { rows: matched } = await rows.read((tx) => countRows(tx, item, rows.where(item)))
    let changed = 0
    for (let some = 1; some > 0; changed += some) {
      signal.throwIfAborted()
      some = await change((tx) =>
        item.appendOnly && rows.deleteSome
          ? rows.deleteSome(tx, item, batch)
          : eraseSome(tx, item, rows.where(item), batch),
      )
    }
    const { left } = await rows.read((tx) => countRows(tx, item, rows.where(item)))
    return { status: 'done', matched, changed, left }
  } catch (error) {
    return outcomeOfError(error)
  }
}
