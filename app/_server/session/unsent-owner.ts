import { createHmac } from 'node:crypto'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'

/**
 * Marks the account to which text that was typed and not sent belongs in the browser: a keyed hash, which tells accounts apart and says nothing else.
 * `visitor` for nobody in particular.
 */
export function unsentOwner({ actor, services }: Context): string {
  const kind = actor.kind === 'staff' ? 'staff' : 'person'
  const id =
    actor.kind === 'subject' || actor.kind === 'representative' || actor.kind === 'staff'
      ? actorId(actor)
      : null
  if (id === null) return 'visitor'
  const mac = createHmac('sha256', services.keys.derive('unsent owner')).update(`${kind} ${id}`).digest()
  return `${kind}:${mac.subarray(0, 12).toString('base64url')}`
}
