'use server'

import { retrySource, retrySourceSchema } from '#domain/fulfilment/source-states/retry-source.ts'
import { actionError } from '../../../_server/actions/action-error.ts'
import { defineStaffAction } from '../../../_server/actions/define-staff-action.ts'

const here = '/staff/data-map'

export const retrySourceNow = defineStaffAction({
  input: retrySourceSchema,
  page: () => here,
  run: async (ctx, input) => ((await retrySource(ctx, input)) ? {} : actionError('changed')),
  onDone: (_, ctx) => ({ to: `/${ctx.locale}${here}?done=retry`, always: true }),
})
