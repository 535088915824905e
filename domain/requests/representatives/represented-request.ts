import type { Context } from '#domain/access/context.ts'
import { type Represented, readRepresented, representativeContext } from '#domain/people/minors/represent.ts'
import { findRow, requestNamed } from '../record/find-request.ts'

/**
 * The context in which the signed-in representative acts on a request that they filed for a minor; null: it is none of theirs,
 * or they no longer represent the minor. Throws `Denied`.
 */
// no permission: `representativeContext` and `requestNamed` authorize
export async function representedRequest(
  ctx: Context,
  representativeId: string,
  reference: string,
): Promise<{ ctx: Context; represented: Represented } | null> {
  for (const { representationId } of await readRepresented(ctx, representativeId)) {
    const acting = await representativeContext(ctx, representativeId, representationId)
    const may = { own: 'requests.read-own', staff: 'requests.read-own' } as const
    const where = acting && requestNamed(acting.ctx, reference, may)
    if (where && (await acting.ctx.transaction((tx) => findRow(tx, where)))) return acting
  }
  return null
}
