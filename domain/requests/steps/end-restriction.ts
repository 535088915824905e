import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { liftRestriction } from '#domain/consent/restrictions/restrict-processing.ts'
import { lockRow, requestNamed } from '../record/find-request.ts'
import { kindOf } from '../record/request-row.ts'
import { mailPerson } from '../record/write-request.ts'
import { enqueueSourceChanges } from '../record/write-step.ts'
import { endsInErasure } from '../rules/kinds.ts'

export type EndRestrictionResult =
  | { status: 'done' }
  | { status: 'refused'; code: 'not-found' | 'not-restricted' }

/** Lifts the restriction or blocking that a fulfilled request made, and tells the person by email. Throws `Denied`. */
// no audit record: lifting writes it
export async function endRestriction(ctx: Context, reference: string): Promise<EndRestrictionResult> {
  authorize(ctx.actor, 'requests.lift-restriction')
  const where = requestNamed(ctx, reference, {
    own: 'requests.act-own',
    staff: 'requests.lift-restriction',
  })
  if (!where) return { status: 'refused', code: 'not-found' }
  return ctx.transaction(async (tx) => {
    const row = await lockRow(tx, where)
    if (!row) return { status: 'refused', code: 'not-found' }
    // What an erasure left because a law keeps it stays blocked until it is deleted.
    if (endsInErasure(kindOf(row))) return { status: 'refused', code: 'not-restricted' }
    if (!(await liftRestriction(tx, ctx, row))) return { status: 'refused', code: 'not-restricted' }
    await enqueueSourceChanges(tx, row)
    await mailPerson(tx, row, 'unrestricted')
    return { status: 'done' }
  })
}
