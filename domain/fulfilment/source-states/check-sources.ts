import { and, eq, inArray, isNull, notInArray } from 'drizzle-orm'
import { union } from 'drizzle-orm/pg-core'
import type { Transaction } from '#db/client.ts'
import {
  dataPackageItem,
  erasureItem,
  sourceChange,
  sourceOutage,
  sourceState,
} from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { wakeWaiting } from '../package-record/wake-waiting.ts'
import { stateAfterCheck } from '../rules/source-state.ts'
import { openSources } from '../sources/open-sources.ts'

/**
 * Looks at every source whose time has come and notes whether it is well. What waits for one that is well again goes on
 * at once. One source that hangs keeps no other waiting. Throws `Denied`.
 */
// no audit record: it notes only what the systems answer
export async function checkSources(ctx: Context, signal: AbortSignal): Promise<void> {
  authorize(ctx.actor, 'sources.check')
  const { all } = openSources(ctx)
  const names = all.map(({ name }) => name)
  const known = await ctx.transaction(async (tx) => {
    await tx.delete(sourceState).where(notInArray(sourceState.source, names))
    const { source, until } = sourceOutage
    const isGone = and(notInArray(source, names), isNull(until))
    await tx.update(sourceOutage).set({ until: ctx.clock.now() }).where(isGone)
    return tx.select().from(sourceState).where(inArray(sourceState.source, names))
  })
  const now = ctx.clock.now()
  const due = all.filter(({ name }) => !known.some((row) => row.source === name && row.nextTryAt > now))
  await Promise.all(
    due.map(async (source) => {
      const before = known.find((row) => row.source === source.name)
      const failure = await source.check(signal)
      // The worker stops: nothing was learned.
      if (failure?.code === 'stopped') return
      const { failure: found, ...rest } = stateAfterCheck(before, failure, ctx.clock.now())
      const row = { ...rest, code: found?.code ?? null, detail: found?.detail ?? null }
      await ctx.transaction(async (tx) => {
        await tx
          .insert(sourceState)
          .values({ source: source.name, ...row })
          .onConflictDoUpdate({ target: sourceState.source, set: row })
        await noteOutage(tx, source.name, rest)
        if (before?.failingSince && !found) await wakeAllWaiting(tx, source.name, rest.checkedAt)
      })
    }),
  )
}

/** Begins an outage, or ends the one that lasts. */
async function noteOutage(
  tx: Transaction,
  source: string,
  { failingSince, checkedAt }: { failingSince: Date | null; checkedAt: Date },
): Promise<void> {
  if (failingSince) {
    await tx.insert(sourceOutage).values({ source, since: failingSince }).onConflictDoNothing()
    return
  }
  const { until } = sourceOutage
  await tx
    .update(sourceOutage)
    .set({ until: checkedAt })
    .where(and(eq(sourceOutage.source, source), isNull(until)))
}

/** Wakes the erasures, copies and changes in which the source had failed. */
async function wakeAllWaiting(tx: Transaction, source: string, now: Date): Promise<void> {
  const failedIn = (table: typeof erasureItem | typeof dataPackageItem | typeof sourceChange) =>
    tx
      .select({ subjectId: table.subjectId })
      .from(table)
      .where(and(eq(table.source, source), eq(table.state, 'failed')))
  const waiting = await union(failedIn(erasureItem), failedIn(dataPackageItem), failedIn(sourceChange))
  for (const { subjectId } of waiting) await wakeWaiting(tx, { subjectId, source, now })
}
