'use server'

import { passkeysRequiredSchema } from '#domain/staff/rules/passkey-schemas.ts'
import { clearLimitsSchema, secondPersonFormSchema } from '#domain/staff/rules/staff-schemas.ts'
import { requirePasskeys } from '#domain/staff/settings/require-passkeys.ts'
import { clearLimits } from '#domain/staff/team/clear-limits.ts'
import { setSecondPerson } from '#domain/staff/team/set-second-person.ts'
import { actionError } from '../../../_server/actions/action-error.ts'
import { defineStaffAction } from '../../../_server/actions/define-staff-action.ts'

export const setDeciders = defineStaffAction({
  input: secondPersonFormSchema,
  page: () => '/staff/settings',
  formsAfterCode: true,
  run: async (ctx, { deciders }) => setSecondPerson(ctx, { required: deciders === 'two' }),
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/staff/settings?done=deciders`, always: true }),
})

export const setPasskeys = defineStaffAction({
  input: passkeysRequiredSchema,
  page: () => '/staff/settings',
  formsAfterCode: true,
  run: async (ctx, { passkeys }) => {
    const result = await requirePasskeys(ctx, { required: passkeys === 'required' })
    return result.status === 'refused' ? actionError(result.code, 'passkeys') : { changed: result.changed }
  },
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/staff/settings?done=passkeys#passkeys-setting`, always: true }),
})

export const clearSignInLimits = defineStaffAction({
  input: clearLimitsSchema,
  page: () => '/staff/settings',
  formsAfterCode: true,
  run: async (ctx, { email }) => ({ cleared: (await clearLimits(ctx, email)).cleared }),
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/staff/settings?done=limits#limits`, always: true }),
})
