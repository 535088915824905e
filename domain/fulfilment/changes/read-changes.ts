import { and, desc, eq } from 'drizzle-orm'
import { sourceChange } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { findChangingRequest } from '#domain/requests/execution/change-by-request.ts'
import { type ChangeRow, readRequestChanges } from '../change-record/change-rows.ts'
import type { DataMap, MapField, MapItem } from '../rules/data-map.ts'
import type { SourceChangeKind, SourceChangeState } from '../rules/source-change.ts'
import { openSources } from '../sources/open-sources.ts'

type Titled<T> = Pick<T & { title: MapItem['title'] }, 'title'>
/** What names a field to readers. */
export type NamedField = {
  item: Titled<MapItem> & Pick<MapItem, 'table'>
  field: Titled<MapField> & Pick<MapField, 'column'>
  /** Why an old value stays in it: a law keeps the record, or it says what was so at its time. */
  stays: 'law' | 'record'
}

export type ChangeView = {
  changeId: string
  kind: SourceChangeKind
  source: string
  /** Null for a restriction. */
  place: NamedField | null
  state: SourceChangeState
  matched: number | null
  changed: number | null
  left: number | null
  /** Where the old value is still found. */
  oldIn: NamedField[]
  code: string | null
  failedSince: Date | null
  nextTryAt: Date
  note: string | null
  at: Date
}

/** What the systems changed for a request, for its person or for staff, in the order in which it was planned. Throws `Denied`. */
export async function readChanges(ctx: Context, reference: string): Promise<ChangeView[]> {
  const { map } = openSources(ctx)
  return ctx.transaction(async (tx) => {
    const key = await findChangingRequest(tx, ctx, reference, {
      own: 'changes.read-own',
      staff: 'changes.read',
    })
    const rows = key ? await readRequestChanges(tx, key) : []
    return rows.map((row) => viewOf(map, row))
  })
}

const shownProfileChanges = 12

/** The newest change of each field that the person changed in the profile, system by system. Throws `Denied`. */
export async function readProfileChanges(ctx: Context, subjectId: string): Promise<ChangeView[]> {
  authorize(ctx.actor, 'profile.read', { subjectId })
  const { map } = openSources(ctx)
  const rows = await ctx.transaction((tx) =>
    tx
      .select()
      .from(sourceChange)
      .where(and(eq(sourceChange.subjectId, subjectId), eq(sourceChange.kind, 'profile')))
      .orderBy(desc(sourceChange.changeId))
      .limit(shownProfileChanges),
  )
  const newest = Map.groupBy(rows, ({ item, field }) => `${item}/${field}`)
  return [...newest.values()].flatMap(([row]) => (row ? [viewOf(map, row)] : []))
}

const shownToStaff = 20

/** The newest changes of a person's data in the systems, of requests and of the profile, for staff. Throws `Denied`. */
export async function readSubjectChanges(ctx: Context, subjectId: string): Promise<ChangeView[]> {
  authorize(ctx.actor, 'changes.read')
  const { map } = openSources(ctx)
  const rows = await ctx.transaction((tx) =>
    tx
      .select()
      .from(sourceChange)
      .where(eq(sourceChange.subjectId, subjectId))
      .orderBy(desc(sourceChange.changeId))
      .limit(shownToStaff),
  )
  return rows.map((row) => viewOf(map, row))
}

function viewOf(map: DataMap, row: ChangeRow): ChangeView {
  const { changeId, kind, source, item, field, state, matched, changed, code, failedSince, note, at } = row
  return {
    changeId,
    kind,
    source,
    place: item && field ? named(map, `${item}/${field}`) : null,
    state,
    matched,
    changed,
    left: row.leftOver,
    oldIn: (row.oldIn ?? []).map((name) => named(map, name)),
    code,
    failedSince,
    nextTryAt: row.tryAt,
    note,
    at,
  }
}

/** A field by its name `item/column`; one that is no longer in the map is named by that. */
function named(map: DataMap, name: string): NamedField {
  const [id = '', column = ''] = name.split('/')
  const item = map.find((one) => one.id === id)
  const field = item?.fields.find((one) => one.column === column)
  return {
    item: { title: item?.title ?? null, table: item?.table ?? id },
    field: { title: field?.title ?? null, column },
    stays: item?.erase.how === 'keep' ? 'law' : 'record',
  }
}
