import { request } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import type { AssignInput } from '../forms/request-schemas.ts'
import { isRow, lockRow, requestNamed, resourceOf } from '../record/find-request.ts'

export type AssignResult =
  | { status: 'done' }
  | { status: 'refused'; code: 'not-found' | 'closed' | 'no-such-staff' }

/** Assigns a request to a staff member, or to nobody. Deadline and status do not change. */
export async function assignRequest(ctx: Context, input: AssignInput): Promise<AssignResult> {
  const where = requestNamed(ctx, input.reference, { own: 'requests.work', staff: 'requests.work' })
  if (!where) return { status: 'refused', code: 'not-found' }
  return ctx.transaction(async (tx) => {
    const row = await lockRow(tx, where)
    if (!row) return { status: 'refused', code: 'not-found' }
    if (row.closedAt) return { status: 'refused', code: 'closed' }
    const { to } = input
    const desk = to === null ? [] : await membersByRole(tx, ctx.services.keys, ['support', 'privacy-officer'])
    if (to !== null && !desk.some(({ staffId }) => staffId === to))
      return { status: 'refused', code: 'no-such-staff' }
    if (row.assignedTo === to) return { status: 'done' }
    await tx.update(request).set({ assignedTo: to }).where(isRow(row))
    const { subjectId, requestId } = row
    await append(tx, ctx.auditedAs, {
      action: 'request.assign',
      subjectId,
      resource: resourceOf(requestId),
      reason: to === null ? 'nobody' : `staff:${to}`,
    })
    return { status: 'done' }
  })
}
