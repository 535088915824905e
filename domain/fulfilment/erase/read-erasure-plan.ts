import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readExternalId } from '#domain/people/subjects/external-id.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { erasurePlan, type PlanLine } from '../rules/erasure-plan.ts'
import { openSources } from '../sources/open-sources.ts'
import { countItems } from './count-items.ts'
import { keptUnderKey } from './kept-under-key.ts'

/** What an erasure would do today to the person's data, with row counts. Changes nothing. Throws `Denied`. */
export async function readErasurePlan(ctx: Context, subjectId: string): Promise<PlanLine[]> {
  authorize(ctx.actor, 'erasure-plan.read', { subjectId })
  // Read as the system, because a representative may see these counts but not the profile.
  const externalId = await readExternalId(asSystem(ctx, 'erasure-plan'), subjectId)
  const sources = openSources(ctx)
  const { signal } = new AbortController()
  const counts = await countItems(sources, { subjectId, externalId }, signal)
  const keepsKey = await keptUnderKey(sources.named('portal'), { subjectId, externalId }, signal)
  return erasurePlan(counts, readOperator(ctx.services.env).keeping, { from: ctx.clock.now(), keepsKey })
}
