'use server'

import { safeReturnPath } from '#domain/access/return-path.ts'
import { recordDecline, recordWelcome } from '#domain/consent/choices/record-welcome.ts'
import { isServiceByRepresentative } from '#domain/consent/representatives/asked-on-first-page.ts'
import { welcomeSchema } from '#domain/consent/rules/form-schemas.ts'
import { actionError } from '../../../_server/actions/action-error.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'
import { subjectOf } from '../../../_server/session/request-context.ts'

/** Records the answer; after either of them the person stays signed in and is not asked again. */
export const answerWelcome = defineAction({
  input: welcomeSchema,
  run: async (ctx, input) => {
    const subjectId = subjectOf(ctx, 'choices.record')
    // Somebody who turned 18 and declines has a consent that their representative gave: a request withdraws it.
    const turnedAdult = await isServiceByRepresentative(ctx, subjectId)
    if (input.answer === 'decline') {
      await recordDecline(ctx, subjectId)
      if (turnedAdult) return { to: `/${ctx.locale}/requests/new/withdrawal/form?variant=service` }
      return { to: `/${ctx.locale}/my/welcome/declined` }
    }
    if (ctx.services.env.guardians && !turnedAdult) {
      if (input.age === undefined) return actionError('required', 'age')
      if (input.age === 'minor') return { to: `/${ctx.locale}/my/representative` }
    }
    const result = await recordWelcome(ctx, subjectId, input)
    if (result.status === 'refused')
      return result.code === 'no-name' ? actionError('empty', 'fullName') : result
    return { to: safeReturnPath(input.returnTo) ?? `/${ctx.locale}/my` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})
