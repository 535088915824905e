'use server'

import { z } from 'zod'
import { openCaseByLink } from '#domain/requests/open-visitor-case.ts'
import { keepCase } from '../../../_server/case-access.ts'
import { defineAction, Refused } from '../../../_server/define-action.ts'

/** One case, in whichever browser the link was opened. */
export const openByLink = defineAction({
  input: z.strictObject({ token: z.string().max(100) }),
  limit: 'link',
  secret: ['token'],
  run: async (ctx, { token }) => {
    const opened = await openCaseByLink(ctx, token)
    if (opened.status === 'refused') throw new Refused(opened.code)
    return keepCase(ctx, opened)
  },
  onDone: ({ to }) => ({ to, always: true }),
})
