import { and, eq, lt } from 'drizzle-orm'
import { retentionResult } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { countOverdueRecords, destroyRecords } from '#domain/audit/log/destroy-records.ts'
import { append } from '#domain/audit/record/append.ts'
import { endOfTerm } from '#domain/audit/rules/record-term.ts'
import { auditTermMonths } from '#domain/policy/operator/audit-term.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { portalItems } from '../map/portal-items.ts'
import { outcomeOfError } from '../rows/outcome-of-error.ts'
import type { MapItem } from '../rules/data-map.ts'
import { overBefore } from '../rules/retention.ts'
import { countOver, deleteSome, isOver } from './over-rows.ts'

type Result = { deleted: number; overdue: number | null; code: string | null }

/** Reports of earlier days are kept so long. */
const reportDays = 400

/**
 * Deletes what is past its end by the rule of each item of the portal, in batches, counts what is left, and records both for
 * the report. Items that were done today are passed over, so that a killed worker's run is continued by the next. An item that
 * fails stops no other. Returns how many rows were deleted. Throws `Denied`.
 */
export async function runRetention(ctx: Context, signal: AbortSignal): Promise<number> {
  authorize(ctx.actor, 'retention.run')
  const day = almatyDate(ctx.clock.now())
  const done = await ctx.transaction(async (tx) => {
    await tx
      .delete(retentionResult)
      .where(
        lt(retentionResult.day, almatyDate(new Date(ctx.clock.now().getTime() - reportDays * 86_400_000))),
      )
    return tx
      .select({ item: retentionResult.item, code: retentionResult.code })
      .from(retentionResult)
      .where(eq(retentionResult.day, day))
  })
  const open = inOrder.filter(({ id }) => !done.some(({ item, code }) => item === id && code === null))
  let deleted = 0
  for (const item of open) {
    signal.throwIfAborted()
    const result = await carryOut(ctx, item, signal)
    if (!result) continue
    deleted += result.deleted
    await record(ctx, day, item, result)
  }
  return deleted
}

/** The request after what belongs to it, the run after its items: both say when the others are over. */
const isLast = ({ table }: MapItem) => table === 'request' || table === 'erasure_run'
const inOrder = [...portalItems.filter((item) => !isLast(item)), ...portalItems.filter(isLast)]

/** Null for an item that does not end by time. */
async function carryOut(ctx: Context, item: MapItem, signal: AbortSignal): Promise<Result | null> {
  const operator = readOperator(ctx.services.env)
  const rule = item.retention
  try {
    if (rule?.how === 'log') return await destroyLog(ctx, auditTermMonths(operator), signal)
    const before = rule && overBefore(rule, ctx.clock.now(), { laws: operator.keeping, endOfTerm })
    if (!rule || !before) return null
    const where = isOver(item, rule, before)
    let deleted = 0
    for (let more = !(rule.how === 'days' && rule.byOwnJob); more; ) {
      signal.throwIfAborted()
      const some = await ctx.transaction(async (tx) => {
        const done = await deleteSome(tx, item, where, before)
        if (done.deleted > 0)
          await append(tx, ctx.auditedAs, { action: 'retention.delete', resource: `item:${item.id}` })
        return done
      })
      deleted += some.deleted
      more = !some.isLast
    }
    return { deleted, overdue: await ctx.transaction((tx) => countOver(tx, item, where)), code: null }
  } catch (error) {
    signal.throwIfAborted()
    const outcome = outcomeOfError(error)
    return {
      deleted: 0,
      overdue: null,
      code: outcome.status === 'failed' ? outcome.failure.code : outcome.status,
    }
  }
}

async function destroyLog(ctx: Context, months: number, signal: AbortSignal): Promise<Result> {
  let deleted = 0
  for (let some = 1; some > 0; deleted += some) {
    signal.throwIfAborted()
    some = await destroyRecords(ctx, months)
  }
  return { deleted, overdue: await countOverdueRecords(ctx, months), code: null }
}

async function record(ctx: Context, day: string, item: MapItem, result: Result): Promise<void> {
  const row = { ...result, endedAt: ctx.clock.now() }
  await ctx.transaction(async (tx) => {
    const [before] = await tx
      .select({ deleted: retentionResult.deleted })
      .from(retentionResult)
      .where(and(eq(retentionResult.day, day), eq(retentionResult.item, item.id)))
    const total = { ...row, deleted: result.deleted + (before?.deleted ?? 0) }
    await tx
      .insert(retentionResult)
      .values({ day, item: item.id, ...total })
      .onConflictDoUpdate({ target: [retentionResult.day, retentionResult.item], set: total })
    if (result.code !== null)
      await append(tx, ctx.auditedAs, { action: 'retention.fail', resource: `item:${item.id}` })
  })
}
