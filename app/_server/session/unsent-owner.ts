import { createHmac } from 'node:crypto'
import type { Context } from '#domain/access/context.ts'

/**
 * Marks the account to which text that was typed and not sent belongs in the browser: a keyed hash, which tells accounts apart and says nothing else.
 * `visitor` for nobody in particular.
 */
export function unsentOwner({ actor, services }: Context): string {
  if (actor.kind !== 'subject' && actor.kind !== 'staff') return 'visitor'
  const [kind, id] = actor.kind === 'staff' ? ['staff', actor.staffId] : ['person', actor.subjectId]
  const mac = createHmac('sha256', services.keys.derive('unsent owner')).update(`${kind} ${id}`).digest()
  return `${kind}:${mac.subarray(0, 12).toString('base64url')}`
}
