'use server'

import { z } from 'zod'
import { openRequestByLink } from '#domain/requests/visitor/open-visitor-request.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'
import { keepVisitorSession } from '../../../_server/session/request-access.ts'

/** One case, in whichever browser the link was opened. */
export const openByLink = defineAction({
  input: z.strictObject({ token: z.string().max(100) }),
  secret: ['token'],
  run: async (ctx, { token }) => {
    const opened = await openRequestByLink(ctx, token)
    if (opened.status === 'refused') return opened
    return keepVisitorSession(ctx, opened)
  },
  onDone: ({ to }) => ({ to, always: true }),
})
