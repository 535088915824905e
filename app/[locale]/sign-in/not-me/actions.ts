'use server'

import { z } from 'zod'
import { refuseSignIn } from '#domain/requests/visitor/refuse-sign-in.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'

/** Ends all sessions and stops requests after a sign-in that was not the person's. */
export const refuseNewSignIn = defineAction({
  input: z.strictObject({ token: z.string().max(100) }),
  secret: ['token'],
  run: async (ctx, { token }) => {
    const result = await refuseSignIn(ctx, token)
    return result.status === 'done' ? {} : result
  },
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/sign-in/not-me/done`, always: true }),
})
