'use server'

import { reviewMemberRole } from '#domain/requests/steps/end-work.ts'
import { decideRoleSchema } from '#domain/staff/access-review/decide-role.ts'
import { answerAlertSchema, answerReadingAlert } from '#domain/staff/reading-alerts/answer-alert.ts'
import { actionError } from '../../../_server/actions/action-error.ts'
import { defineStaffAction } from '../../../_server/actions/define-staff-action.ts'

export const reviewRole = defineStaffAction({
  input: decideRoleSchema,
  page: () => '/staff/security',
  formsAfterCode: true,
  run: async (ctx, input) => {
    const result = await reviewMemberRole(ctx, input)
    return result.status === 'refused' ? actionError(result.code) : {}
  },
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/staff/security?done=1`, always: true }),
})

export const answerAlert = defineStaffAction({
  input: answerAlertSchema,
  page: () => '/staff/security',
  run: async (ctx, input) => {
    const result = await answerReadingAlert(ctx, input)
    return result.status === 'refused' ? actionError(result.code) : {}
  },
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/staff/security?done=1`, always: true }),
})
