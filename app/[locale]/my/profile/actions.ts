'use server'

import { z } from 'zod'
import { askEmailChange, cancelEmailChange } from '#domain/people/email-change/change-email.ts'
import { emailChangeSchema, profileSchema } from '#domain/people/rules/person-schemas.ts'
import { changeProfile } from '#domain/people/subjects/profile.ts'
import { actionError } from '../../../_server/actions/action-error.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'
import { subjectOf } from '../../../_server/session/request-context.ts'

/** The browser goes to the page in the language that was chosen here; a language that was not touched changes nothing. */
export const saveProfile = defineAction({
  input: profileSchema.strict(),
  run: async (ctx, input) => {
    const result = await changeProfile(ctx, subjectOf(ctx, 'profile.change'), input)
    if (result.status === 'refused') return result
    const language = result.changed.includes('locale') ? input.locale : ctx.locale
    return { changed: result.changed.length, language }
  },
  onDone: ({ language }, ctx) => ({
    to: `/${language}/my/profile?saved=1`,
    always: language !== ctx.locale,
  }),
})

export const changeEmail = defineAction({
  input: emailChangeSchema.strict(),
  run: async (ctx, { email }) => {
    const result = await askEmailChange(ctx, subjectOf(ctx, 'profile.change'), email)
    if (result.status === 'refused')
      return actionError(result.code, result.code === 'same-address' ? 'email' : undefined)
    return {}
  },
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/my/profile?email=asked#address`, always: true }),
})

export const cancelChange = defineAction({
  input: z.strictObject({}),
  run: async (ctx) => ({ cancelled: await cancelEmailChange(ctx, subjectOf(ctx, 'profile.change')) }),
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/my/profile?email=kept#address`, always: true }),
})
