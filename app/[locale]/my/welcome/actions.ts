'use server'

import { cookies } from 'next/headers'
import { welcomeSchema } from '#domain/consent/form-schema.ts'
import { recordWelcome } from '#domain/consent/record-welcome.ts'
import { safeReturnPath } from '#domain/people/return-path.ts'
import { sessionCookie } from '#domain/people/session-cookie.ts'
import { closeSession } from '#domain/people/sessions.ts'
import { defineAction, Refused } from '../../../_server/define-action.ts'
import { subjectOf } from '../../../_server/request-context.ts'

/** Agreeing records the consent; “not now” records nothing and signs out. */
export const answerWelcome = defineAction({
  input: welcomeSchema,
  limit: 'form',
  run: async (ctx, input) => {
    const subjectId = subjectOf(ctx, 'choices.record')
    if (input.answer === 'later') {
      const { name, options } = sessionCookie(ctx.services.env)
      const jar = await cookies()
      await closeSession(ctx, jar.get(name)?.value ?? '')
      jar.set(name, '', { ...options, maxAge: 0 })
      return { to: `/${ctx.locale}/sign-in/not-now` }
    }
    const result = await recordWelcome(ctx, subjectId, input)
    if (result.status === 'refused')
      throw result.code === 'no-name' ? new Refused('empty', 'fullName') : new Refused(result.code)
    return { to: safeReturnPath(input.returnTo) ?? `/${ctx.locale}/my` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})
