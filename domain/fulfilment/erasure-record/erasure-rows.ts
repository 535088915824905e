import { and, asc, count, eq, gt, inArray, isNull, lte, type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { erasureItem, erasureRun } from '#db/schema/fulfilment.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { leaseEnd, takeDue, writeTaken } from '../lease/lease.ts'

export type RunRow = typeof erasureRun.$inferSelect
export type ItemRow = typeof erasureItem.$inferSelect
export type RunKey = Pick<RunRow, 'subjectId' | 'requestId'>

export const isRun = ({ subjectId, requestId }: RunKey) =>
  and(eq(erasureRun.subjectId, subjectId), eq(erasureRun.requestId, requestId))

export async function readRun(tx: Transaction, key: RunKey): Promise<RunRow | undefined> {
  const [row] = await tx.select().from(erasureRun).where(isRun(key))
  return row
}

/** The run that erased the person; undefined for somebody who was not erased. */
export async function readEndedRun(tx: Transaction, subjectId: string): Promise<RunRow | undefined> {
  const [row] = await tx
    .select()
    .from(erasureRun)
    .where(and(eq(erasureRun.subjectId, subjectId), inArray(erasureRun.state, ['done', 'incomplete'])))
    .limit(1)
  return row
}

/** Of these requests those whose erasure is under way for the first time: it ends by itself. */
export async function readUnderWay(tx: Transaction, requestIds: readonly string[]): Promise<string[]> {
  const rows = await tx
    .select({ requestId: erasureRun.requestId })
    .from(erasureRun)
    .where(
      and(
        inArray(erasureRun.requestId, [...requestIds]),
        inArray(erasureRun.state, ['erasing', 'stuck']),
        isNull(erasureRun.replayedAt),
      ),
    )
  return rows.map(({ requestId }) => requestId)
}

export const readItems = (tx: Transaction, { subjectId, requestId }: RunKey): Promise<ItemRow[]> =>
  tx
    .select()
    .from(erasureItem)
    .where(and(eq(erasureItem.subjectId, subjectId), eq(erasureItem.requestId, requestId)))
    .orderBy(asc(erasureItem.item))

/** Takes the run that has waited longest; undefined when none is due. It is this worker's until the lease ends. */
export const takeDueRun = (tx: Transaction, now: Date) =>
  takeRun(tx, now, inArray(erasureRun.state, ['waiting', 'erasing', 'stuck']))

/** Takes the run for which `condition` holds, that is due by `now`, and that no worker has, under a lease and a new fence. */
export const takeRun = (tx: Transaction, now: Date, condition: SQL | undefined) =>
  takeDue(tx, erasureRun, { now, where: condition })

/** Lets the person's erasures that wait for another system try again now, but none before its cooling-off ends. */
export async function wakeErasures(
  tx: Transaction,
  { subjectId, now }: { subjectId: string; now: Date },
): Promise<void> {
  const woken = await tx
    .update(erasureRun)
    .set({ tryAt: now })
    .where(
      and(
        eq(erasureRun.subjectId, subjectId),
        inArray(erasureRun.state, ['waiting', 'erasing', 'stuck']),
        lte(erasureRun.startsAt, now),
        gt(erasureRun.tryAt, now),
      ),
    )
    .returning({ requestId: erasureRun.requestId })
  if (woken.length > 0) await enqueue(tx, 'run-erasures', {}, { key: 'run-erasures' })
}

/** Writes as the worker that took the run, and extends or ends its lease. Throws `FencedOff`, and with it the transaction ends. */
export const writeRun = (
  tx: Transaction,
  run: RunRow,
  now: Date,
  changes: Partial<typeof erasureRun.$inferInsert>,
): Promise<RunRow> => writeTaken(tx, erasureRun, run, { leaseUntil: leaseEnd(now), ...changes })

/** Takes a run that is carried out again after a restore, whatever the restored database has of it. */
export async function beginAgain(
  tx: Transaction,
  key: RunKey,
  { now, erasedAt, externalIdSealed }: { now: Date; erasedAt: Date; externalIdSealed: Buffer | null },
): Promise<RunRow> {
  const again = {
    state: 'erasing' as const,
    startsAt: erasedAt,
    planned: {},
    drift: null,
    tries: 0,
    tryAt: now,
    leaseUntil: leaseEnd(now),
    letterSealed: null,
    externalIdSealed,
    replayedAt: now,
    endedAt: null,
  }
  const { subjectId, requestId } = key
  const [run] = await tx
    .insert(erasureRun)
    .values({ subjectId, requestId, createdAt: now, fence: 1, ...again })
    .onConflictDoUpdate({
      target: [erasureRun.subjectId, erasureRun.requestId],
      set: { ...again, fence: sql`${erasureRun.fence} + 1` },
    })
    .returning()
  if (!run) throw new Error('the run was not written')
  return run
}

export async function writeItems(
  tx: Transaction,
  { subjectId, requestId }: RunKey,
  items: readonly Omit<typeof erasureItem.$inferInsert, 'subjectId' | 'requestId'>[],
): Promise<void> {
  for (const item of items)
    await tx
      .insert(erasureItem)
      .values({ subjectId, requestId, ...item })
      .onConflictDoUpdate({
        target: [erasureItem.subjectId, erasureItem.requestId, erasureItem.item],
        set: item,
      })
}

/** Runs that do not go on by themselves: a source fails, or counts changed since the decision. */
export async function countStuckRuns(tx: Transaction): Promise<number> {
  const [row] = await tx
    .select({ stuck: count() })
    .from(erasureRun)
    .where(inArray(erasureRun.state, ['stuck', 'drifted']))
  return row?.stuck ?? 0
}
