import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import type { ChoiceDimension } from '#domain/consent/daily-counts/read-choice-counts.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { readStatistics, type Statistics } from './read-statistics.ts'

export const exportedCharts = ['requests', 'choices', 'batches', 'mail', 'systems'] as const
export type ExportedChart = (typeof exportedCharts)[number]

/** The figures of the charts for a file, as the page shows them: what is withheld there is withheld here. Throws `Denied`, `SudoNeeded`. */
export async function exportStatistics(
  ctx: Context,
  { chart, choicesBy }: { chart: ExportedChart; choicesBy: ChoiceDimension },
): Promise<Statistics> {
  authorize(ctx.actor, 'statistics.export')
  requireSudo(ctx)
  const statistics = await readStatistics(ctx, { choicesBy })
  await ctx.transaction((tx) => append(tx, ctx.auditedAs, { action: 'statistics.export', reason: chart }))
  return statistics
}
