'use server'

import type { Context } from '#domain/access/context.ts'
import { changeMemberRoles, disableMember, type EndWorkResult } from '#domain/requests/steps/end-work.ts'
import { changeRolesSchema, inviteStaffSchema, staffIdSchema } from '#domain/staff/rules/staff-schemas.ts'
import { endSessionsOf } from '#domain/staff/sessions/manage-sessions.ts'
import { type ChangeResult, enableStaff, resetStaff } from '#domain/staff/team/change-staff.ts'
import { inviteStaff } from '#domain/staff/team/invite-staff.ts'
import { type ActionError, actionError } from '../../../_server/actions/action-error.ts'
import { defineStaffAction } from '../../../_server/actions/define-staff-action.ts'

const memberPage = ({ staffId }: { staffId: string }) => `/staff/team/${staffId}`

function settle(result: ChangeResult, field?: string) {
  if (result.status === 'refused') return actionError(result.code, field)
  return {}
}

/** With the number of requests that returned to the queue. */
function settleWork(result: EndWorkResult, field?: string): ActionError | { returned?: number } {
  if (result.status === 'refused') return actionError(result.code, field)
  return { returned: result.returned }
}

const said = (what: string) => (done: object, ctx: Context, input: { staffId: string }) => {
  const returned = 'returned' in done && done.returned !== 0 ? `&returned=${done.returned}` : ''
  return { to: `/${ctx.locale}${memberPage(input)}?done=${what}${returned}`, always: true }
}

export const invite = defineStaffAction({
  input: inviteStaffSchema.strict(),
  page: () => '/staff/team/invite',
  run: async (ctx, input) => {
    const result = await inviteStaff(ctx, input)
    if (result.status === 'refused') return actionError(result.code, 'email')
    return { staffId: result.staffId }
  },
  onDone: ({ staffId }, ctx) => ({ to: `/${ctx.locale}/staff/team/${staffId}?done=invited`, always: true }),
})

export const setRoles = defineStaffAction({
  input: changeRolesSchema.strict(),
  page: memberPage,
  formsAfterCode: true,
  run: async (ctx, { staffId, roles }) => settleWork(await changeMemberRoles(ctx, staffId, roles), 'roles'),
  onDone: said('roles'),
})

export const disable = defineStaffAction({
  input: staffIdSchema.strict(),
  page: memberPage,
  formsAfterCode: true,
  run: async (ctx, { staffId }) => settleWork(await disableMember(ctx, staffId)),
  onDone: said('disabled'),
})

export const enable = defineStaffAction({
  input: staffIdSchema.strict(),
  page: memberPage,
  formsAfterCode: true,
  run: async (ctx, { staffId }) => settle(await enableStaff(ctx, staffId)),
  onDone: said('enabled'),
})

export const reset = defineStaffAction({
  input: staffIdSchema.strict(),
  page: memberPage,
  formsAfterCode: true,
  run: async (ctx, { staffId }) => settle(await resetStaff(ctx, staffId)),
  onDone: said('reset'),
})

export const endSessions = defineStaffAction({
  input: staffIdSchema.strict(),
  page: memberPage,
  formsAfterCode: true,
  run: async (ctx, { staffId }) => {
    await endSessionsOf(ctx, staffId)
    return {}
  },
  onDone: said('ended'),
})
