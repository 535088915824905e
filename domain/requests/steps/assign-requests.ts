import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import type { StaffRef } from '../record/request-views.ts'
import { type AssignResult, assignRequest } from './assign-request.ts'

/** What became of each request: one that cannot be assigned does not stop the others. */
export type AssignedMany = { assigned: string[]; refused: { reference: string; code: string }[] }

/** Assigns several requests to one staff member, or to nobody. Throws `Denied`. */
// no audit record: each assignment writes its own
export async function assignRequests(
  ctx: Context,
  { references, to }: { references: readonly string[]; to: string | null },
): Promise<AssignedMany> {
  authorize(ctx.actor, 'requests.work')
  const result: AssignedMany = { assigned: [], refused: [] }
  for (const reference of references) {
    const one: AssignResult = await assignRequest(ctx, { reference, to })
    if (one.status === 'done') result.assigned.push(reference)
    else result.refused.push({ reference, code: one.code })
  }
  return result
}

/** Members to which requests can be assigned, by name. */
export async function listAssignees(ctx: Context): Promise<StaffRef[]> {
  authorize(ctx.actor, 'requests.work')
  const members = await ctx.transaction((tx) =>
    membersByRole(tx, ctx.services.keys, ['support', 'privacy-officer']),
  )
  return members.map(({ staffId, name }) => ({ staffId, name }))
}
