'use server'

import { fileOnBehalf } from '#domain/requests/file/file-on-behalf.ts'
import { defineStaffAction } from '../../../../_server/actions/define-staff-action.ts'
import { requestError, uploadedFiles } from '../../../../_server/actions/uploaded-files.ts'
import { casePath } from '../queue-texts.ts'
import { behalfSchema } from './behalf-schema.ts'

const fieldOf: Record<string, string> = {
  'person-unknown': 'person',
  'name-needed': 'fullName',
  'in-the-future': 'receivedOn',
  'long-ago': 'receivedOn',
}

export const record = defineStaffAction({
  input: behalfSchema,
  page: ({ kind }) => `/staff/requests/new?kind=${encodeURIComponent(kind)}`,
  run: async (ctx, input, form) => {
    const result = await fileOnBehalf(ctx, input, await uploadedFiles(form))
    if (result.status === 'refused') return requestError(result, fieldOf[result.code])
    return { reference: result.reference, repeated: result.repeated }
  },
  onDone: ({ reference, repeated }, ctx) => ({
    to: `${casePath(ctx.locale, reference)}?done=${repeated ? 'repeated' : 'filed'}#now`,
    always: true,
  }),
})
