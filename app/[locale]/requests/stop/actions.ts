'use server'

import { z } from 'zod'
import { stopRequest } from '#domain/requests/visitor/stop-request.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'

/** Stops a request from the notice sent to the person, and ends all their sessions. */
export const stopByLink = defineAction({
  input: z.strictObject({ token: z.string().max(100) }),
  secret: ['token'],
  run: async (ctx, { token }) => {
    const result = await stopRequest(ctx, token)
    if (result.status === 'refused') return result
    return { reference: result.reference }
  },
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/requests/stop/stopped`, always: true }),
})
