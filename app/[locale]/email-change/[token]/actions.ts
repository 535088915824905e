'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import { sessionCookie } from '#domain/access/session-cookie.ts'
import { confirmEmailChange } from '#domain/people/email-change/change-email.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'

/** Confirms one of the two addresses. A signed-in person stays signed in. */
export const confirmChange = defineAction({
  input: z.strictObject({ token: z.string().max(100) }),
  secret: ['token'],
  run: async (ctx, { token }) => {
    const keepSession = (await cookies()).get(sessionCookie(ctx.services.env).name)?.value
    const result = await confirmEmailChange(ctx, token, { keepSession })
    if (result.status === 'refused') return result
    return { state: result.state }
  },
  onDone: ({ state }, ctx) => ({ to: `/${ctx.locale}/email-change/${state}`, always: true }),
})
