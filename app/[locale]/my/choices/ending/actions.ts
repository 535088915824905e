'use server'

import { choose } from '#domain/consent/choices/choose.ts'
import { choiceName, switchFragment } from '#domain/consent/rules/catalogue.ts'
import { endingSchema } from '#domain/consent/rules/form-schemas.ts'
import { defineAction } from '../../../../_server/actions/define-action.ts'
import { subjectOf } from '../../../../_server/session/request-context.ts'

/** A choice in the last days of its term: kept on for another term, under the words shown beside it, or switched off. */
export const decideEnding = defineAction({
  input: endingSchema,
  run: async (ctx, { from: _, ...choice }) => {
    const origin = choice.decision === 'granted' ? ('renewal' as const) : ('choices' as const)
    const result = await choose(ctx, subjectOf(ctx, 'choices.record'), { ...choice, origin })
    if (result.status === 'refused') return result
    return { outcome: result.status }
  },
  onDone: ({ outcome }, ctx, input) => {
    const name = choiceName(input)
    const said = `${outcome === 'stale' ? 'stale' : 'saved'}=${encodeURIComponent(name)}`
    // What was not recorded is shown where its words and its switch are.
    const to =
      input.from === 'my' && outcome !== 'stale'
        ? '/my#ending'
        : `/my/choices?${said}#${switchFragment(name)}`
    return { to: `/${ctx.locale}${to}`, always: true }
  },
})
