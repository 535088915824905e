'use server'

import { findPerson } from '#domain/lookups/find/find-person.ts'
import { openPerson, openPersonSchema } from '#domain/lookups/find/open-person.ts'
import { searchSchema } from '#domain/requests/forms/request-schemas.ts'
import { actionError } from '../../../_server/actions/action-error.ts'
import { defineStaffAction } from '../../../_server/actions/define-staff-action.ts'
import { personPath } from './people-paths.ts'

/** A POST: neither an address nor a log has what was typed. */
export const findAPerson = defineStaffAction({
  input: searchSchema,
  limit: 'search',
  page: () => '/staff/people',
  run: async (ctx, { search }) => {
    const lookupId = await findPerson(ctx, search)
    return lookupId ? { lookupId } : actionError('nobody', 'search')
  },
  onDone: ({ lookupId }, { locale }) => ({ to: personPath(locale, lookupId), always: true }),
})

export const openAPerson = defineStaffAction({
  input: openPersonSchema,
  page: ({ lookupId }) => `/staff/people/${lookupId}`,
  formsAfterCode: true,
  run: async (ctx, input) => {
    const result = await openPerson(ctx, input)
    return result.status === 'refused' ? result : {}
  },
  onDone: (_, { locale }, { lookupId }) => ({ to: `${personPath(locale, lookupId)}#record`, always: true }),
})
