import { eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { usageCount, usageRun } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { type UsageGroup, type UsageMeasure, type UsageStatistic, usageMonths } from '../rules/usage.ts'
import { exposedGroups, type ShownCell, smallestShown } from '../rules/usage-groups.ts'

export type UsageView = {
  /** Null: never counted. */
  countedAt: string | null
  /** Withheld as a count of one to nine is: null. */
  people: number | null
  months: readonly string[]
  groups: readonly UsageGroup[]
  /** Group and month; empty: all. */
  cell(measure: UsageMeasure, group: string, month: string): Pick<ShownCell, 'people' | 'average'>
}

/** The newest figures of a statistic; null where this installation does not count it, or has not yet. Throws `Denied`. */
export async function readUsage(ctx: Context, statistic: UsageStatistic): Promise<UsageView | null> {
  authorize(ctx.actor, 'usage.read')
  return ctx.transaction(async (tx) => {
    const [run] = await tx.select().from(usageRun).where(eq(usageRun.statistic, statistic))
    if (!run?.countedAt) return null
    const cells = await cellsOf(tx, statistic)
    const byPlace = new Map(cells.map((cell) => [`${cell.measure}/${cell.group}/${cell.month}`, cell]))
    return {
      countedAt: run.countedAt.toISOString(),
      people: byPlace.get('active//')?.people ?? (byPlace.has('active//') ? null : 0),
      months: usageMonths(run.countedAt),
      groups: run.groups,
      cell: (measure, group, month) =>
        byPlace.get(`${measure}/${group}/${month}`) ?? { people: 0, average: null },
    }
  })
}

/** The figures of a statistic as they are stored. The caller has authorized. */
export const cellsOf = (tx: Transaction, statistic: UsageStatistic): Promise<ShownCell[]> =>
  tx
    .select({
      measure: usageCount.measure,
      group: usageCount.groupKey,
      month: usageCount.month,
      people: usageCount.people,
      average: usageCount.average,
    })
    .from(usageCount)
    .where(eq(usageCount.statistic, statistic))

/**
 * What the newest run shows and how many it counted, as the evidence publishes it; null where this installation does not count it. Times
 * are those of the portal's clock. The caller has authorized.
 */
export async function measureUsage(tx: Transaction, statistic: UsageStatistic, now: Date) {
  const [run] = await tx.select().from(usageRun).where(eq(usageRun.statistic, statistic))
  if (!run) return null
  const cells = await cellsOf(tx, statistic)
  const since = run.countedAt ?? run.triedAt
  return {
    people: run.people,
    without: run.without,
    smallest: smallestShown(cells),
    exposed: exposedGroups(cells),
    hoursSince: Math.max(0, Math.floor((now.getTime() - since.getTime()) / 3_600_000)),
  }
}
