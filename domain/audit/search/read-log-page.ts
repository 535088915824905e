import { and, desc, eq, gte, lt, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { readInOrder } from '#db/in-order.ts'
import type { actorKinds } from '#db/schema/access-codes.ts'
import { auditEvent, auditLeaf } from '#db/schema/audit.ts'
import { pageCursor, readPageCursor } from '#platform/page-cursor.ts'
import { almatyInstant } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import type { LogFilters } from '../rules/log-filters.ts'

/** The filters with the resource that a reference stands for. */
export type LogQuery = Omit<LogFilters, 'request'> & { resource?: string }

export type LogItem = {
  auditId: string
  at: string
  actorKind: (typeof actorKinds)[number]
  actorId: string | null
  action: string
  subjectId: string | null
  resource: string | null
  reason: string | null
  fields: string[]
  /** Its leaf in the transparency log; null until it is sealed. */
  leafIndex: number | null
}

/** So many records are looked through for one page: two filters together may match hardly any of millions. */
const DEPTH = 5000

export type LogSlice = {
  items: LogItem[]
  next: string | null
  /** Up to when the records were looked through, where fewer than a page were found in them. */
  searchedTo: string | null
}

type Page = {
  size: number
  after?: string | undefined
  /** Looks through all of them, however long it takes: for a file. */
  whole?: boolean
}

/** One page of records, newest first, in the caller's transaction, which has authorized and records the reading. */
export async function readLogPage(tx: Transaction, query: LogQuery, page: Page): Promise<LogSlice> {
  await readInOrder(tx)
  const { size } = page
  const rows = await logPage(tx, query, { ...page, size: size + 1 })
  const items = rows.slice(0, size).map(({ at, ...row }) => ({ ...row, at: at.toISOString() }))
  const last = rows.length > size ? rows[size - 1] : undefined
  if (last) return { items, next: pageCursor(last.at, last.auditId), searchedTo: null }
  const [deepest] =
    isNarrow(query) && !page.whole
      ? await tx
          .select({ at: auditEvent.at, auditId: auditEvent.auditId })
          .from(auditEvent)
          .where(conditionsOf(query, page.after).first)
          .orderBy(desc(auditEvent.at), desc(auditEvent.auditId))
          .offset(DEPTH - 1)
          .limit(1)
      : []
  if (!deepest) return { items, next: null, searchedTo: null }
  return { items, next: pageCursor(deepest.at, deepest.auditId), searchedTo: deepest.at.toISOString() }
}

/** The query of a page: the first filter has an index in the order of the pages, the others look at what it finds. */
export function logPage(tx: Transaction, query: LogQuery, { size, after, whole }: Page) {
  const { first, others } = conditionsOf(query, after)
  const { auditId, at, actorKind, actorId, action, subjectId, resource, reason, fields } = auditEvent
  const columns = { auditId, at, actorKind, actorId, action, subjectId, resource, reason, fields }
  const inOrder = tx.select(columns).from(auditEvent).where(first).orderBy(desc(at), desc(auditId)).$dynamic()
  const found = (whole && others ? inOrder : inOrder.limit(others ? DEPTH : size)).as('audit_event')
  return tx
    .select({ ...found._.selectedFields, leafIndex: auditLeaf.leafIndex })
    .from(found)
    .leftJoin(auditLeaf, eq(auditLeaf.auditId, found.auditId))
    .where(others)
    .orderBy(desc(found.at), desc(found.auditId))
    .limit(size)
}

/** Whether a filter is left that no index serves together with the first. */
const isNarrow = (query: LogQuery) => conditionsOf(query, undefined).others !== undefined

function conditionsOf(query: LogQuery, after: string | undefined) {
  const { at, auditId } = auditEvent
  const cursor = readPageCursor(after)
  // The rarest first.
  const given = [
    query.resource === undefined ? undefined : eq(auditEvent.resource, query.resource),
    query.person === undefined ? undefined : eq(auditEvent.subjectId, query.person),
    query.actor !== undefined && query.actorId !== undefined
      ? and(eq(auditEvent.actorKind, query.actor), eq(auditEvent.actorId, query.actorId))
      : undefined,
    query.action === undefined ? undefined : eq(auditEvent.action, query.action),
    query.actor !== undefined && query.actorId === undefined
      ? eq(auditEvent.actorKind, query.actor)
      : undefined,
  ].filter((one) => one !== undefined)
  const inTime = [
    query.day === undefined ? undefined : gte(at, almatyInstant(query.day)),
    query.day === undefined ? undefined : lt(at, almatyInstant(addDays(query.day, 1))),
    cursor
      ? sql`(${at}, ${auditId}) < (${cursor.at.toISOString()}::timestamptz, ${cursor.id}::uuid)`
      : undefined,
  ]
  const [first, ...others] = query.actor === 'subject' && given.length === 1 ? [undefined, ...given] : given
  return { first: and(first, ...inTime), others: and(...others) }
}
