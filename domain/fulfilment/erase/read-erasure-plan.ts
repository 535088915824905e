import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readExternalId } from '#domain/people/subjects/external-id.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { erasurePlan, type PlanLine } from '../rules/erasure-plan.ts'
import { openSources } from '../sources/open-sources.ts'
import { countItems } from './count-items.ts'

/** What an erasure would do today to the person's data, with row counts. Changes nothing. Throws `Denied`. */
export async function readErasurePlan(ctx: Context, subjectId: string): Promise<PlanLine[]> {
  authorize(ctx.actor, 'erasure-plan.read', { subjectId })
  const externalId = await readExternalId(ctx, subjectId)
  const counts = await countItems(openSources(ctx), { subjectId, externalId }, new AbortController().signal)
  return erasurePlan(counts, readOperator(ctx.services.env).keeping, ctx.clock.now())
}
