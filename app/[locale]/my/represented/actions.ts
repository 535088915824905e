'use server'

import { decideForMinor } from '#domain/consent/representatives/decide-for-minor.ts'
import { choiceName, switchFragment } from '#domain/consent/rules/catalogue.ts'
import { decideForMinorSchema } from '#domain/consent/rules/form-schemas.ts'
import { representativeContext } from '#domain/people/minors/represent.ts'
import { actionError } from '../../../_server/actions/action-error.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'
import { subjectOf } from '../../../_server/session/request-context.ts'

/** The representative consents, refuses or withdraws for the minor. */
export const decideAsRepresentative = defineAction({
  input: decideForMinorSchema,
  run: async (ctx, input) => {
    const representativeId = subjectOf(ctx, 'representatives.read')
    const acting = await representativeContext(ctx, representativeId, input.representationId)
    if (!acting) return actionError('gone')
    const result = await decideForMinor(acting.ctx, acting.represented, input)
    return result.status === 'refused' ? result : {}
  },
  onDone: (_, ctx, input) => {
    const name = choiceName(input)
    const page = `/${ctx.locale}/my/represented/${input.representationId}`
    return { to: `${page}?saved=${encodeURIComponent(name)}#${switchFragment(name)}`, always: true }
  },
})
