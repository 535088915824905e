'use server'

import { askForKit as ask } from '#domain/assurance/kit/ask-for-kit.ts'
import { kitQuerySchema } from '#domain/assurance/rules/kit-query.ts'
import { actionError } from '../../../../_server/actions/action-error.ts'
import { defineStaffAction } from '../../../../_server/actions/define-staff-action.ts'

const page = '/staff/audit-log/kit'

export const askForKit = defineStaffAction({
  input: kitQuerySchema,
  page: () => page,
  run: async (ctx, input) => {
    const result = await ask(ctx, input)
    if (result.status === 'done') return {}
    return actionError(result.code, result.code === 'future' ? 'to' : undefined)
  },
  onDone: (_, { locale }) => ({ to: `/${locale}${page}?done=asked`, always: true }),
})
