'use server'

import { retryUndelivered } from '#domain/integrations/mail/retry-undelivered.ts'
import { retryMailSchema } from '#domain/integrations/rules/integration-schemas.ts'
import { actionError } from '../../../_server/actions/action-error.ts'
import { defineStaffAction } from '../../../_server/actions/define-staff-action.ts'

const here = '/staff/mail'

/** One message, or all that were given up. */
export const sendMailAgain = defineStaffAction({
  input: retryMailSchema,
  page: () => here,
  run: async (ctx, input) => {
    if ((await retryUndelivered(ctx, input)) === 0) return actionError('changed')
    return {}
  },
  onDone: (_, ctx) => ({ to: `/${ctx.locale}${here}?done=again`, always: true }),
})
