'use server'

import { recordClearanceFile } from '#domain/requests/attach/record-clearance-file.ts'
import { endClearance } from '#domain/staff/clearances/record-clearance.ts'
import { clearanceSchema, endClearanceSchema } from '#domain/staff/rules/staff-schemas.ts'
import { actionError } from '../../../../../_server/actions/action-error.ts'
import { defineStaffAction } from '../../../../../_server/actions/define-staff-action.ts'
import { requestError, uploadedFiles } from '../../../../../_server/actions/uploaded-files.ts'

const memberPage = ({ staffId }: { staffId: string }) => `/staff/registers/training/${staffId}`

/** The field beside which each error of the use case is shown. */
const fieldOf: Record<string, string> = { future: 'doneOn', document: 'files' }

export const enterClearance = defineStaffAction({
  input: clearanceSchema,
  page: memberPage,
  formsAfterCode: true,
  run: async (ctx, input, form) => {
    const result = await recordClearanceFile(ctx, input, await uploadedFiles(form))
    return result.status === 'refused' ? requestError(result, fieldOf[result.code]) : {}
  },
  onDone: (_, ctx, input) => ({ to: `/${ctx.locale}${memberPage(input)}?done=recorded`, always: true }),
})

export const stopClearance = defineStaffAction({
  input: endClearanceSchema,
  page: memberPage,
  formsAfterCode: true,
  run: async (ctx, input) => {
    const result = await endClearance(ctx, input)
    return result.status === 'refused' ? actionError(result.code) : {}
  },
  onDone: (_, ctx, input) => ({ to: `/${ctx.locale}${memberPage(input)}?done=ended`, always: true }),
})
