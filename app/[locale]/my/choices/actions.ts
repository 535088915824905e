'use server'

import { placeOf } from '#components/choices/choice-texts.ts'
import { choiceName } from '#domain/consent/catalogue.ts'
import { choose } from '#domain/consent/choose.ts'
import { chooseSchema, muteTopicSchema, withdrawAllSchema } from '#domain/consent/form-schema.ts'
import { withdrawGranted } from '#domain/consent/withdraw-granted.ts'
import { newId } from '#platform/ids.ts'
import { defineAction, Refused } from '../../../_server/define-action.ts'
import { subjectOf } from '../../../_server/request-context.ts'

/** One switch. The answer says what stands now and carries the key of the next change. */
export const changeChoice = defineAction({
  input: chooseSchema,
  limit: 'form',
  run: async (ctx, input) => {
    const result = await choose(ctx, subjectOf(ctx, 'choices.record'), input)
    if (result.status === 'refused') throw new Refused(result.code)
    return { outcome: result.status, decision: result.decision, seq: result.seq, nextKey: newId() }
  },
  onDone: ({ outcome }, ctx, input) => {
    const name = choiceName(input)
    const said = outcome === 'stale' ? 'stale' : input.origin === 'undo' ? 'undone' : 'saved'
    return {
      to: `/${ctx.locale}/my/choices?${said}=${encodeURIComponent(name)}#${placeOf(name)}`,
    }
  },
})

export const withdrawEverything = defineAction({
  input: withdrawAllSchema,
  limit: 'form',
  run: async (ctx, input) => {
    const result = await withdrawGranted(ctx, subjectOf(ctx, 'choices.record'), input)
    if (result.status === 'refused') throw new Refused(result.code)
    return { withdrawn: result.withdrawn }
  },
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/my/choices?all=withdrawn`, always: true }),
})

/** One topic on every channel. */
export const muteTopic = defineAction({
  input: muteTopicSchema,
  limit: 'form',
  run: async (ctx, input) => {
    const result = await withdrawGranted(ctx, subjectOf(ctx, 'choices.record'), input)
    if (result.status === 'refused') throw new Refused(result.code)
    return { withdrawn: result.withdrawn }
  },
  onDone: (_, ctx, { topic }) => ({
    to: `/${ctx.locale}/my/choices?muted=${topic}#topic-${topic}`,
    always: true,
  }),
})
