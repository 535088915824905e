'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import { sessionCookie } from '#domain/access/session-cookie.ts'
import { closeSession } from '#domain/people/sign-in/sessions.ts'
import { defineAction } from '../../_server/actions/define-action.ts'

export const signOut = defineAction({
  input: z.strictObject({}),
  run: async (ctx) => {
    const { name, options } = sessionCookie(ctx.services.env)
    const jar = await cookies()
    const token = jar.get(name)?.value
    // Who is signed out already is taken to the same page.
    if (token && ctx.actor.kind === 'subject') await closeSession(ctx, token)
    jar.set(name, '', { ...options, maxAge: 0 })
    return {}
  },
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/sign-in?left=1`, always: true }),
})
