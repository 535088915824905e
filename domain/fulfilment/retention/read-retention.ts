import { and, desc, eq, isNull, lt, type SQL } from 'drizzle-orm'
import { erasureItem, retentionResult } from '#db/schema/fulfilment.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { auditTermMonths } from '#domain/policy/operator/audit-term.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { COUNTED } from '#platform/counted.ts'
import { portalItems } from '../map/portal-items.ts'
import { areGuardiansUnused, isOfGuardians } from '../map/unused-items.ts'
import type { MapItem } from '../rules/data-map.ts'
import type { RetentionRule } from '../rules/retention.ts'

export type RetentionLine = {
  item: MapItem
  rule: RetentionRule
  /** Of rules whose term the operator names; null where it is not named. */
  months: number | null
  /** What the latest run did; null before the first one and for items that do not end by time. */
  last: Pick<typeof retentionResult.$inferSelect, 'day' | 'deleted' | 'overdue' | 'code'> | null
}

export type RetentionReport = {
  lines: readonly RetentionLine[]
  /** The day of the latest run in Almaty. */
  day: string | null
  /** What a law keeps of erased people: kept items, those past their end, those without one, each no further than `COUNTED`. */
  kept: { items: number; late: number; undated: number }
}

/** What ended by time in the latest nightly run, by item: deleted, still there, failed. No personal data. Throws `Denied`. */
export async function readRetention(ctx: Context): Promise<RetentionReport> {
  authorize(ctx.actor, 'data-map.read')
  return reportOf(ctx)
}

/** The same for a file, on record. Throws `Denied`, `SudoNeeded`. */
export async function exportRetention(ctx: Context): Promise<RetentionReport> {
  authorize(ctx.actor, 'data-map.export')
  requireSudo(ctx)
  await ctx.transaction((tx) =>
    append(tx, ctx.auditedAs, { action: 'data-map.export', reason: 'retention', fields: ['csv'] }),
  )
  return reportOf(ctx)
}

async function reportOf(ctx: Context): Promise<RetentionReport> {
  const operator = readOperator(ctx.services.env)
  const now = ctx.clock.now()
  const withoutGuardians = await areGuardiansUnused(ctx)
  // Kept items are locked for staff: only their numbers are shown.
  return asSystem(ctx, 'retention-report').transaction(async (tx) => {
    const [latest] = await tx
      .select({ day: retentionResult.day })
      .from(retentionResult)
      .orderBy(desc(retentionResult.day))
      .limit(1)
    const results = latest
      ? await tx.select().from(retentionResult).where(eq(retentionResult.day, latest.day))
      : []
    const yesterday = new Date(now.getTime() - 86_400_000)
    const keptUpTo = (more?: SQL) => {
      const found = tx
        .select({ item: erasureItem.item })
        .from(erasureItem)
        .where(and(eq(erasureItem.state, 'kept'), more))
        .limit(COUNTED)
      return tx.$count(found.as('found'))
    }
    const { keptUntil } = erasureItem
    const kept = {
      items: await keptUpTo(),
      late: await keptUpTo(lt(keptUntil, yesterday)),
      undated: await keptUpTo(isNull(keptUntil)),
    }
    return {
      lines: portalItems.flatMap((item) => {
        const rule = item.retention
        if (!rule || (withoutGuardians && isOfGuardians(item))) return []
        const months =
          rule.how === 'log'
            ? auditTermMonths(operator)
            : rule.how === 'request'
              ? (operator.keeping.requests?.months ?? null)
              : null
        return [{ item, rule, months, last: results.find((one) => one.item === item.id) ?? null }]
      }),
      day: latest?.day ?? null,
      kept,
    }
  })
}
