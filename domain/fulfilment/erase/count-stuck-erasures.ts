import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { countStuckRuns } from '../erasure-record/erasure-rows.ts'

/** How many erasures do not go on by themselves: counts changed, or a source fails. For who oversees the portal. */
export async function countStuckErasures(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'installation.check')
  return ctx.transaction(countStuckRuns)
}
