import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { request } from '#db/schema/requests.ts'
import type { StaffRole } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import {
  type DecideRoleInput,
  type DecideRoleResult,
  decideRole,
} from '#domain/staff/access-review/decide-role.ts'
import { type ChangeResult, changeStaffRoles, disableStaff } from '#domain/staff/team/change-staff.ts'
import { resourceOf } from '../record/find-request.ts'

/** `returned`: how many open requests the member had; they have no assignee now. */
export type EndWorkResult = Exclude<ChangeResult, { status: 'done' }> | { status: 'done'; returned: number }

const desk: readonly StaffRole[] = ['support', 'privacy-officer']

/** Disables a member, and returns their open requests to the queue. Throws `Denied`, `SudoNeeded`. */
// no permission: disabling authorizes
export async function disableMember(ctx: Context, staffId: string): Promise<EndWorkResult> {
  return countReturned(ctx, (after) => disableStaff(ctx, staffId, after))
}

/** Sets the roles of a member, and returns their open requests to the queue when none of the roles works on requests. */
// no permission: changing roles authorizes
export async function changeMemberRoles(
  ctx: Context,
  staffId: string,
  roles: readonly StaffRole[],
): Promise<EndWorkResult> {
  const stays = roles.some((role) => desk.includes(role))
  return countReturned(ctx, (after) => changeStaffRoles(ctx, staffId, roles, stays ? undefined : after))
}

/** Decides about a role in the review of access, and returns the member's open requests when no role that is left works on them. */
// no permission: deciding authorizes
export async function reviewMemberRole(ctx: Context, input: DecideRoleInput): Promise<DecideRoleResult> {
  return decideRole(ctx, input, async (tx, staffId, left) => {
    if (!left.some((role) => desk.includes(role))) await returnToQueue(tx, ctx, staffId)
  })
}

type After = (tx: Transaction, staffId: string) => Promise<void>

async function countReturned(
  ctx: Context,
  change: (after: After) => Promise<ChangeResult>,
): Promise<EndWorkResult> {
  let returned = 0
  const result = await change(async (tx, staffId) => {
    returned = await returnToQueue(tx, ctx, staffId)
  })
  return result.status === 'done' ? { status: 'done', returned } : result
}

/** The state of each request stays; only its assignee goes, and the audit log names that member. */
async function returnToQueue(tx: Transaction, ctx: Context, staffId: string): Promise<number> {
  const rows = await tx
    .update(request)
    .set({ assignedTo: null })
    .where(and(eq(request.queueAssignee, staffId), isNull(request.closedAt)))
    .returning({ subjectId: request.subjectId, requestId: request.requestId })
  for (const { subjectId, requestId } of rows)
    await append(tx, ctx.auditedAs, {
      action: 'request.return-to-queue',
      subjectId,
      resource: resourceOf(requestId),
      reason: `staff:${staffId}`,
    })
  return rows.length
}
