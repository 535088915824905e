'use server'

import { answerAccessReport, answerReportSchema } from '#domain/requests/access-reports/answer-report.ts'
import { defineStaffAction } from '../../../_server/actions/define-staff-action.ts'

export const answerReport = defineStaffAction({
  input: answerReportSchema,
  page: () => '/staff/access-reports',
  run: async (ctx, input) => {
    const result = await answerAccessReport(ctx, input)
    return result.status === 'refused' ? result : {}
  },
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/staff/access-reports?done=1`, always: true }),
})
