import { and, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm'
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

/** One page of records, newest first, in the caller's transaction, which has authorized and records the reading. */
export async function readLogPage(
  tx: Transaction,
  query: LogQuery,
  { size, after }: { size: number; after?: string | undefined },
): Promise<{ items: LogItem[]; next: string | null }> {
  await readInOrder(tx)
  const rows = await logPage(tx, query, { size: size + 1, after })
  const items = rows.slice(0, size).map(({ at, ...row }) => ({ ...row, at: at.toISOString() }))
  const last = rows.length > size ? rows[size - 1] : undefined
  return { items, next: last ? pageCursor(last.at, last.auditId) : null }
}

/** The query of a page. Each filter has an index in the order of the pages. */
export function logPage(
  tx: Transaction,
  query: LogQuery,
  { size, after }: { size: number; after?: string | undefined },
) {
  const { auditId, at, actorKind, actorId, action, subjectId, resource, reason, fields } = auditEvent
  return tx
    .select({
      auditId,
      at,
      actorKind,
      actorId,
      action,
      subjectId,
      resource,
      reason,
      fields,
      leafIndex: auditLeaf.leafIndex,
    })
    .from(auditEvent)
    .leftJoin(auditLeaf, eq(auditLeaf.auditId, auditId))
    .where(conditionOf(query, after))
    .orderBy(desc(at), desc(auditId))
    .limit(size)
}

function conditionOf(query: LogQuery, after: string | undefined): SQL | undefined {
  const { at, auditId } = auditEvent
  const cursor = readPageCursor(after)
  return and(
    query.person === undefined ? undefined : eq(auditEvent.subjectId, query.person),
    query.actor === undefined ? undefined : eq(auditEvent.actorKind, query.actor),
    query.actorId === undefined ? undefined : eq(auditEvent.actorId, query.actorId),
    query.action === undefined ? undefined : eq(auditEvent.action, query.action),
    query.resource === undefined ? undefined : eq(auditEvent.resource, query.resource),
    query.day === undefined ? undefined : gte(at, almatyInstant(query.day)),
    query.day === undefined ? undefined : lt(at, almatyInstant(addDays(query.day, 1))),
    cursor
      ? sql`(${at}, ${auditId}) < (${cursor.at.toISOString()}::timestamptz, ${cursor.id}::uuid)`
      : undefined,
  )
}
