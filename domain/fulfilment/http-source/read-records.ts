import type { MapItem } from '../rules/data-map.ts'
import { type CallStatus, fitsKind, itemName, type RecordsPage } from '../rules/http-protocol.ts'
import type { Collected, CollectedRecord, Selection, SourceFailure } from '../rules/source.ts'
import { type HttpSystem, readPage } from './call-source.ts'

type Access = { callId: string; answer: CallStatus }
type Part = { items: readonly MapItem[]; selection: Selection }

/**
 * The records of a completed access. A record with a value that the map does not have is not passed on: it would be data
 * that nobody mapped, and its item fails. So does an item with a value that is not of its field's kind, and one with fewer
 * records than the answer counted. When a page cannot be read, so do the items that may still have had records.
 */
export async function* readRecords(
  system: HttpSystem,
  { callId, answer }: Access,
  { items, selection }: Part,
  signal: AbortSignal,
): AsyncIterable<Collected> {
  const failed = new Set<MapItem>()
  const counts = new Map<MapItem, number>()
  const isShort = (item: MapItem) => {
    // After a record, an answer may count those before it too.
    if (item.id === selection.after?.item) return false
    const counted = answer.results.find((one) => one.item === itemName(item))
    return (counts.get(item) ?? 0) < (counted?.matched ?? 0)
  }
  let at = 0
  for (let from: number | null = 0; from !== null; ) {
    const page: RecordsPage | { failure: SourceFailure } = await readPage(system, { callId, from }, signal)
    const found = 'failure' in page ? page : placed(page, items, at)
    if ('failure' in found) return yield* failedFrom(items.slice(at), failed, found.failure)
    for (const { item, record } of found) {
      const place = items.indexOf(item)
      yield* failedFrom(items.slice(at, place).filter(isShort), failed, fewer)
      at = place
      counts.set(item, (counts.get(item) ?? 0) + 1)
      const read = readRecord(item, record, selection)
      if ('record' in read) yield read
      else if (!failed.has(item)) yield read
      if ('failure' in read) failed.add(item)
    }
    from = 'next' in page ? page.next : null
  }
  yield* failedFrom(items.slice(at).filter(isShort), failed, fewer)
}

const fewer: SourceFailure = { code: 'unreadable', detail: 'fewer-records' }

function* failedFrom(items: readonly MapItem[], failed: ReadonlySet<MapItem>, failure: SourceFailure) {
  for (const item of items) if (!failed.has(item)) yield { item, failure }
}

type GivenRecord = RecordsPage['records'][number]

/** The records with their items, which must follow the order in which they were asked for. */
function placed(
  { records }: RecordsPage,
  items: readonly MapItem[],
  first: number,
): { item: MapItem; record: GivenRecord }[] | { failure: SourceFailure } {
  let at = first
  const found: { item: MapItem; record: GivenRecord }[] = []
  for (const record of records) {
    const place = items.findIndex((item) => itemName(item) === record.item)
    const item = items[place]
    if (!item || place < at) return { failure: { code: 'unreadable', detail: 'order' } }
    at = place
    found.push({ item, record })
  }
  return found
}

function readRecord(item: MapItem, { key, values }: GivenRecord, { withoutFiles }: Selection): Collected {
  const known = new Set(item.fields.map(({ column }) => column))
  if (Object.keys(values).some((name) => !known.has(name)))
    return { item, failure: { code: 'unreadable', detail: 'unmapped-field' } }
  const fields = item.fields.filter(({ kind }) => !(withoutFiles === true && kind === 'file'))
  const inOrder = fields.map(({ column }) => [column, values[column] ?? null] as const)
  if (fields.some(({ column, kind }) => !fitsKind(kind, values[column] ?? null)))
    return { item, failure: { code: 'unreadable', detail: 'wrong-kind' } }
  const record: CollectedRecord = { item, key, values: Object.fromEntries(inOrder) }
  return { record }
}
