'use server'

import { z } from 'zod'
import { declareMinor } from '#domain/consent/representatives/declare-minor.ts'
import { endRepresentation } from '#domain/people/minors/represent.ts'
import { nameRepresentativeSchema } from '#domain/people/rules/person-schemas.ts'
import { actionError } from '../../../_server/actions/action-error.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'
import { subjectOf } from '../../../_server/session/request-context.ts'

const fields = { 'not-a-minor': 'bornOn', 'own-address': 'email', 'no-name': 'fullName' } as const

/** A minor names a representative, who gets a link by email. */
export const nameMyRepresentative = defineAction({
  input: nameRepresentativeSchema,
  run: async (ctx, input) => {
    const result = await declareMinor(ctx, subjectOf(ctx, 'minors.name-representative'), input)
    if (result.status === 'named') return {}
    const field = Object.entries(fields).find(([code]) => code === result.code)?.[1]
    if (result.code === 'no-name') return actionError('empty', field)
    return field ? actionError(result.code, field) : result
  },
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/my/representative`, always: true }),
})

/** The minor or the representative ends it. */
export const endMyRepresentation = defineAction({
  input: z.strictObject({ representationId: z.uuid('wrong') }),
  run: async (ctx, { representationId }) => ({
    ended: await endRepresentation(ctx, subjectOf(ctx, 'representatives.end'), representationId),
  }),
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/my`, always: true }),
})
