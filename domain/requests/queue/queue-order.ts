import { asc, desc, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { requestKinds, requestStatuses } from '#db/schema/request-codes.ts'
import { request } from '#db/schema/requests.ts'
import { pageCursor, readPageCursor } from '#platform/page-cursor.ts'
import { type QueueFilters, type QueueSort, usualSort } from '../forms/queue-filters.ts'
import type { RequestRow } from '../record/request-row.ts'

/** The value of `queue_assignee` without an assignee. */
export const NOBODY = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** A column before the time, where the queue is sorted by one; `known`: what a cursor may name. */
const leading = {
  kind: { column: request.kind, type: sql`text`, known: z.enum(requestKinds) },
  status: { column: request.status, type: sql`text`, known: z.enum(requestStatuses) },
  assigned: { column: request.queueAssignee, type: sql`uuid`, known: z.uuid().or(z.literal(NOBODY)) },
}

const sortOf = ({ group, sort }: QueueFilters): QueueSort => sort ?? usualSort(group)
const leadingOf = ({ by }: QueueSort) => (by === 'due' || by === 'received' ? null : leading[by])

function timeColumn({ group }: QueueFilters, { by }: QueueSort) {
  if (group === 'closed') return request.closedAt
  return by === 'received' ? request.receivedAt : request.queueAt
}

function columnsOf(filters: QueueFilters, sort: QueueSort) {
  const first = leadingOf(sort)
  const rest = [timeColumn(filters, sort), request.requestId]
  return first ? [first.column, ...rest] : rest
}

/** All in one direction, so that an index serves it forwards or backwards. */
export function orderOf(filters: QueueFilters): SQL[] {
  const sort = sortOf(filters)
  return columnsOf(filters, sort).map((column) => (sort.down ? desc(column) : asc(column)))
}

/** The condition for rows after the end of a page; undefined for the first page and for a cursor of another order. */
export function beyondPage(filters: QueueFilters, after: string | undefined): SQL | undefined {
  const sort = sortOf(filters)
  const from = readPageCursor(after)
  const first = leadingOf(sort)
  const value = first?.known.safeParse(after?.split('.')[2]).data
  if (!from || (first && value === undefined)) return undefined
  const values = [
    ...(first ? [sql`${value}::${first.type}`] : []),
    sql`${from.at.toISOString()}::timestamptz`,
    sql`${from.id}::uuid`,
  ]
  const columns = columnsOf(filters, sort).map((column) => sql`${column}`)
  return sql`(${sql.join(columns, sql`, `)}) ${sort.down ? sql`<` : sql`>`} (${sql.join(values, sql`, `)})`
}

/** Where a page that ends with this row ended: moment, id, and the column before them where there is one. */
export function endOfPage(filters: QueueFilters, row: RequestRow): string {
  const sort = sortOf(filters)
  const at =
    filters.group === 'closed'
      ? (row.closedAt ?? row.queueAt)
      : sort.by === 'received'
        ? row.receivedAt
        : row.queueAt
  const cursor = pageCursor(at, row.requestId)
  if (sort.by === 'due' || sort.by === 'received') return cursor
  return `${cursor}.${{ kind: row.kind, status: row.status, assigned: row.queueAssignee }[sort.by]}`
}
