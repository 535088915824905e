import type { Context } from '#domain/access/context.ts'
import { countOverdueRecords } from '#domain/audit/log/destroy-records.ts'
import { append } from '#domain/audit/record/append.ts'
import { auditTermMonths } from '#domain/policy/operator/audit-term.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { type ItemRow, type RunRow, writeItems, writeRun } from '../erasure-record/erasure-rows.ts'
import type { MapItem } from '../rules/data-map.ts'
import { isAuditLog } from '../rules/erasure-run.ts'
import type { DataSource, Outcome, SourceSubject } from '../rules/source.ts'
import { codeOf, collectAgain, readBack } from './read-back.ts'

/** `source`: null where this installation no longer has it. */
type Due = { source: DataSource | null; subject: SourceSubject; rows: readonly ItemRow[] }

const asExpired = (item: MapItem): MapItem => ({ ...item, erase: { how: 'delete' } })

/** Deletes kept items of one source, collects them again and records what was found. */
// no permission: `deleteKept` has authorized
export async function expireItems(
  ctx: Context,
  run: RunRow,
  { source, subject, rows }: Due,
  signal: AbortSignal,
) {
  const items = rows.flatMap((row) => source?.items.find(({ id }) => id === row.item) ?? []).map(asExpired)
  const erasable = items.filter(({ id }) => !isAuditLog(id))
  const outcomes = source ? await source.erase(subject, erasable, signal) : []
  const found = source ? await collectAgain(source, subject, erasable, signal) : new Map<string, number>()
  const now = ctx.clock.now()
  const written = await Promise.all(
    rows.map(async (row) => {
      const item = items.find(({ id }) => id === row.item)
      const outcome = outcomes.find((one) => one.item.id === row.item)?.outcome
      if (isAuditLog(row.item)) return afterExpiry(row, await auditOutcome(ctx, row), now)
      const failure = { status: 'failed', failure: { code: 'not-configured' } } as const
      return afterExpiry(row, item ? readBack(item, outcome, found) : failure, now)
    }),
  )
  await ctx.transaction(async (tx) => {
    await writeRun(tx, run, now, {})
    await writeItems(tx, run, written)
    // Without the person: the record would outlive what it is about.
    await append(tx, ctx.auditedAs, {
      action: written.every(({ state }) => state === 'expired') ? 'erasure.expire' : 'erasure.expire-failed',
      resource: `request:${run.requestId}`,
      reason: rows[0]?.source ?? '',
    })
  })
  return written
}

/** The records of the log end by its own term, a day at a time and by the machine's clock: here is only looked. */
async function auditOutcome(ctx: Context, { subjectId, matched, keptUntil }: ItemRow): Promise<Outcome> {
  const months = auditTermMonths(readOperator(ctx.services.env))
  const isEarly = keptUntil !== null && keptUntil > ctx.clock.unmoved()
  const left = isEarly ? (matched ?? 0) : await countOverdueRecords(ctx, months, { subjectId })
  return { status: 'done', matched: matched ?? 0, changed: (matched ?? 0) - left, left }
}

/** The item with what was found, as `erased` rows are counted: what was kept and is gone was deleted. */
function afterExpiry(row: ItemRow, outcome: Outcome, now: Date) {
  const numbers = outcome.status === 'done' ? outcome : null
  const isGone = numbers?.left === 0
  const matched = Math.max(row.matched ?? 0, numbers?.matched ?? 0)
  return {
    item: row.item,
    source: row.source,
    state: isGone ? ('expired' as const) : ('kept' as const),
    matched,
    changed: numbers && matched - numbers.left,
    leftOver: numbers?.left ?? null,
    code: isGone ? null : codeOf(outcome),
    failedSince: isGone ? null : (row.failedSince ?? now),
    record: row.record,
    keptUntil: row.keptUntil,
    at: now,
  }
}
