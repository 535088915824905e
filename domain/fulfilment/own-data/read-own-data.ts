import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readExternalId } from '#domain/people/subjects/external-id.ts'
import { selectItems } from '../rows/rows-source.ts'
import type { MapItem } from '../rules/data-map.ts'
import type { CollectedRecord, DataCategory, Place, Selection } from '../rules/source.ts'
import { openSources } from '../sources/open-sources.ts'
import { dataCursor, readDataCursor } from './data-cursor.ts'

export type OwnData = {
  /** Records under the item that they belong to, in the order of the map. */
  groups: { item: MapItem; records: CollectedRecord[] }[]
  /** Items that could not be read. */
  failed: readonly MapItem[]
  /** The sources that know people by an id that this person does not have. */
  unidentified: boolean
  next: string | null
}

const patienceMs = 5_000
const mostFound = 100

/**
 * A page of everything that the portal and its sources keep about the person; what a failed source keeps is named as
 * missing. Throws `Denied`.
 */
export async function readOwnData(
  ctx: Context,
  subjectId: string,
  given: { category?: DataCategory | undefined; cursor?: string | undefined; size: number },
): Promise<OwnData> {
  authorize(ctx.actor, 'own-data.read', { subjectId })
  const { keys } = ctx.services
  const after = readDataCursor(keys, subjectId, given.cursor)
  const categories = given.category && [given.category]
  const records: CollectedRecord[] = []
  const { failed, unidentified } = await collectOwn(ctx, subjectId, { categories, after }, (record) => {
    records.push(record)
    return records.length <= given.size
  })
  const shown = records.slice(0, given.size)
  const last = shown.at(-1)
  const next = last && records.length > shown.length ? { item: last.item.id, key: last.key } : null
  return {
    groups: grouped(shown),
    failed,
    unidentified,
    next: next && dataCursor(keys, subjectId, next),
  }
}

/** Records with a value that contains the text, whatever the case; at most 100. Throws `Denied`. */
export async function searchOwnData(
  ctx: Context,
  subjectId: string,
  text: string,
): Promise<Omit<OwnData, 'next'> & { found: number; more: boolean }> {
  authorize(ctx.actor, 'own-data.read', { subjectId })
  const wanted = text.normalize('NFC').toLocaleLowerCase()
  const records: CollectedRecord[] = []
  const { failed, unidentified } = await collectOwn(ctx, subjectId, {}, (record) => {
    if (contains(record, wanted)) records.push(record)
    return records.length <= mostFound
  })
  const shown = records.slice(0, mostFound)
  return {
    groups: grouped(shown),
    failed,
    unidentified,
    found: shown.length,
    more: records.length > mostFound,
  }
}

type Part = { categories?: readonly DataCategory[] | undefined; after?: Place | null }

/** Reads until `take` has enough. */
async function collectOwn(
  ctx: Context,
  subjectId: string,
  { categories, after }: Part,
  take: (record: CollectedRecord) => boolean,
) {
  const subject = { subjectId, externalId: await readExternalId(ctx, subjectId) }
  const { all } = openSources(ctx)
  const from = after ? all.findIndex(({ items }) => items.some(({ id }) => id === after.item)) : 0
  const failed: MapItem[] = []
  let unidentified = false
  for (const [at, source] of all.entries()) {
    if (at < from) continue
    if (source.kind !== 'portal' && subject.externalId === null) {
      unidentified = true
      continue
    }
    const selection: Selection = {
      withoutFiles: true,
      ...(categories && { categories }),
      ...(after && at === from && { after }),
    }
    // Each has its own time: one that is slow takes none from the next.
    const signal = AbortSignal.timeout(patienceMs)
    for await (const one of source.collect(subject, selection, signal)) {
      if ('record' in one) {
        if (!take(one.record)) return { failed, unidentified }
      } else if (one.failure.code === 'unavailable') {
        failed.push(...itemsFrom(source.items, selection, one.item))
        break
      } else failed.push(one.item)
    }
  }
  return { failed, unidentified }
}

/** The items of the selection from this one on: a source that does not answer once is not asked again. */
function itemsFrom(items: readonly MapItem[], selection: Selection, item: MapItem): readonly MapItem[] {
  const selected = selectItems(items, selection)
  return selected.slice(selected.indexOf(item))
}

function grouped(records: readonly CollectedRecord[]): OwnData['groups'] {
  const groups = Map.groupBy(records, ({ item }) => item)
  return [...groups].map(([item, group]) => ({ item, records: group }))
}

/** What is masked from the person is not searched either. */
const contains = ({ item, values }: CollectedRecord, wanted: string) =>
  item.fields.some(({ column, aboutOthers }) => {
    const value = values[column] ?? null
    if (aboutOthers || value === null) return false
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
    return text.normalize('NFC').toLocaleLowerCase().includes(wanted)
  })
