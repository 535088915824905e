import { and, eq, exists, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { erasureItem, erasureRun } from '#db/schema/fulfilment.ts'
import { type RunRow, takeRun } from './erasure-rows.ts'

const ofThisRun = and(
  eq(erasureItem.subjectId, erasureRun.subjectId),
  eq(erasureItem.requestId, erasureRun.requestId),
  eq(erasureItem.state, 'kept'),
)

/** Takes an ended run of which something kept is over by `now`; undefined when there is none. It is this worker's until the lease ends. */
export function takeRunWithKept(tx: Transaction, now: Date): Promise<RunRow | undefined> {
  const over = tx
    .select({ one: sql`1` })
    .from(erasureItem)
    .where(and(ofThisRun, lte(erasureItem.keptUntil, now)))
  const ended = inArray(erasureRun.state, ['done', 'incomplete'])
  return takeRun(tx, now, and(ended, isNull(erasureRun.keptGoneAt), exists(over)))
}

export type UndatedKept = {
  subjectId: string
  requestId: string
  item: string
  record: string
  endedAt: Date
}

/** Kept items without an end, of records that `records` names now: the operator named the law after the erasure. */
export async function readUndated(tx: Transaction, records: readonly string[]): Promise<UndatedKept[]> {
  if (records.length === 0) return []
  const rows = await tx
    .select({
      subjectId: erasureItem.subjectId,
      requestId: erasureItem.requestId,
      item: erasureItem.item,
      record: erasureItem.record,
      endedAt: erasureRun.endedAt,
    })
    .from(erasureItem)
    .innerJoin(erasureRun, ofThisRun)
    .where(
      and(
        isNull(erasureItem.keptUntil),
        isNotNull(erasureRun.endedAt),
        inArray(erasureItem.record, [...records]),
      ),
    )
    .limit(1000)
  return rows.flatMap(({ record, endedAt, ...row }) =>
    record && endedAt ? [{ ...row, record, endedAt }] : [],
  )
}

export async function setKeptUntil(
  tx: Transaction,
  { subjectId, requestId, item }: Omit<UndatedKept, 'record' | 'endedAt'>,
  keptUntil: Date,
): Promise<void> {
  await tx
    .update(erasureItem)
    .set({ keptUntil })
    .where(
      and(
        eq(erasureItem.subjectId, subjectId),
        eq(erasureItem.requestId, requestId),
        eq(erasureItem.item, item),
      ),
    )
}
