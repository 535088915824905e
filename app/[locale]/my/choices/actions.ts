'use server'

import { choose } from '#domain/consent/choices/choose.ts'
import { undoMute } from '#domain/consent/choices/undo-mute.ts'
import { withdrawAll } from '#domain/consent/choices/withdraw-all.ts'
import { choiceName, switchFragment } from '#domain/consent/rules/catalogue.ts'
import {
  chooseSchema,
  muteTopicSchema,
  undoMuteSchema,
  withdrawAllSchema,
} from '#domain/consent/rules/form-schemas.ts'
import { newId } from '#platform/ids.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'
import { subjectOf } from '../../../_server/session/request-context.ts'

/** Changes one switch. The answer carries the current decision and the idempotency key of the next change. */
export const changeChoice = defineAction({
  input: chooseSchema,
  run: async (ctx, input) => {
    const result = await choose(ctx, subjectOf(ctx, 'choices.record'), input)
    if (result.status === 'refused') return result
    return { outcome: result.status, decision: result.decision, seq: result.seq, nextKey: newId() }
  },
  onDone: ({ outcome }, ctx, input) => {
    const name = choiceName(input)
    const said = outcome === 'stale' ? 'stale' : input.origin === 'undo' ? 'undone' : 'saved'
    return {
      to: `/${ctx.locale}/my/choices?${said}=${encodeURIComponent(name)}#${switchFragment(name)}`,
    }
  },
})

export const withdrawEverything = defineAction({
  input: withdrawAllSchema,
  run: async (ctx, input) => {
    const result = await withdrawAll(ctx, subjectOf(ctx, 'choices.record'), input)
    if (result.status === 'refused') return result
    return { withdrawn: result.withdrawn }
  },
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/my/choices?all=withdrawn`, always: true }),
})

/** One topic on every channel. */
export const muteTopic = defineAction({
  input: muteTopicSchema,
  run: async (ctx, input) => {
    const result = await withdrawAll(ctx, subjectOf(ctx, 'choices.record'), input)
    if (result.status === 'refused') return result
    return { withdrawn: result.withdrawn }
  },
  onDone: (_, ctx, { topic, idempotencyKey }) => ({
    to: `/${ctx.locale}/my/choices?muted=${topic}&press=${encodeURIComponent(idempotencyKey)}#topic-${topic}`,
    always: true,
  }),
})

/** What one press of `muteTopic` switched off, back on. */
export const unmuteTopic = defineAction({
  input: undoMuteSchema,
  run: (ctx, input) => undoMute(ctx, subjectOf(ctx, 'choices.record'), input),
  onDone: ({ restored }, ctx, { topic }) => ({
    to: `/${ctx.locale}/my/choices?${restored > 0 ? 'unmuted' : 'notUnmuted'}=${topic}#topic-${topic}`,
    always: true,
  }),
})
