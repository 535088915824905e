import { asSystem, type Context } from '#domain/access/context.ts'
import { holdsMinors } from '#domain/people/minors/read-minors.ts'
import type { MapItem } from '../rules/data-map.ts'

const ofGuardians: readonly string[] = [
  'portal.minor',
  'portal.representative-invitation',
  'portal.representation',
  'portal.representative-of',
]

/** Whether an item is about people under 18 and their representatives, which the operator may have turned off. */
export const isOfGuardians = (item: Pick<MapItem, 'id'>) => ofGuardians.includes(item.id)

/** Whether these items are unused: the operator has them turned off, and no row is left from before. */
// no permission: the use cases that show the map authorize
export async function areGuardiansUnused(ctx: Context): Promise<boolean> {
  if (ctx.services.env.guardians) return false
  return asSystem(ctx, 'data-map').transaction(async (tx) => !(await holdsMinors(tx)))
}
