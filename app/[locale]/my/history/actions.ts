'use server'

import { reportAccess, reportAccessSchema } from '#domain/requests/access-reports/report-access.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'
import { subjectOf } from '../../../_server/session/request-context.ts'

/** "I do not recognise this." */
export const askAboutAccess = defineAction({
  input: reportAccessSchema,
  run: async (ctx, input) => {
    const result = await reportAccess(ctx, subjectOf(ctx, 'access-reports.file'), input)
    return result.status === 'refused' ? { ...result, code: 'gone' } : {}
  },
  onDone: (_, ctx, { record }) => ({ to: `/${ctx.locale}/my/history?asked=1#a-${record}`, always: true }),
})
