import type { Transaction } from '#db/client.ts'
import { usageRun } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { cellsOf } from './read-usage.ts'
import { hashOfCells } from './second-count.ts'

/**
 * Whether the stored figures are those on which both counts of the night agreed, and whether they agreed. The portal keeps no record of
 * what a person did on the platform, so there is nothing else to compare them with.
 */
export async function checkUsage(
  ctx: Context,
  tx: Transaction,
): Promise<{ counts: number; different: number }> {
  authorize(ctx.actor, 'statistics.check')
  const result = { counts: 0, different: 0 }
  for (const { statistic, different, cellsSha256 } of await tx.select().from(usageRun)) {
    const cells = await cellsOf(tx, statistic)
    result.counts += cells.length
    if (different > 0 || (cellsSha256 && !hashOfCells(cells).equals(cellsSha256))) result.different += 1
  }
  return result
}
