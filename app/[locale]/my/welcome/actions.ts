'use server'

import { cookies } from 'next/headers'
import { safeReturnPath } from '#domain/access/return-path.ts'
import { sessionCookie } from '#domain/access/session-cookie.ts'
import { recordWelcome } from '#domain/consent/choices/record-welcome.ts'
import { welcomeSchema } from '#domain/consent/rules/form-schemas.ts'
import { closeSession } from '#domain/people/sign-in/sessions.ts'
import { actionError } from '../../../_server/actions/action-error.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'
import { subjectOf } from '../../../_server/session/request-context.ts'

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
      return result.code === 'no-name' ? actionError('empty', 'fullName') : result
    return { to: safeReturnPath(input.returnTo) ?? `/${ctx.locale}/my` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})
