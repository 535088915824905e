'use server'

import { setSecondPerson } from '#domain/people/staff/set-second-person.ts'
import { secondPersonFormSchema } from '#domain/people/staff/staff-schema.ts'
import { defineStaffAction } from '../../../_server/define-staff-action.ts'

export const setDeciders = defineStaffAction({
  input: secondPersonFormSchema,
  page: () => '/staff/settings',
  run: async (ctx, { deciders }) => setSecondPerson(ctx, { required: deciders === 'two' }),
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/staff/settings?done=deciders`, always: true }),
})
