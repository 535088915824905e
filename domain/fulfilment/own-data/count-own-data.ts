import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readExternalId } from '#domain/people/subjects/external-id.ts'
import { countItems } from '../erase/count-items.ts'
import type { ItemCount } from '../rules/erasure-plan.ts'
import { openSources } from '../sources/open-sources.ts'

const patienceMs = 5_000

/** How many records of each item a copy of the person's data would have today, in the order of the map. Throws `Denied`. */
export async function countOwnData(ctx: Context, subjectId: string): Promise<ItemCount[]> {
  authorize(ctx.actor, 'own-data.read', { subjectId })
  const externalId = await readExternalId(ctx, subjectId)
  return countItems(openSources(ctx), { subjectId, externalId }, AbortSignal.timeout(patienceMs))
}
