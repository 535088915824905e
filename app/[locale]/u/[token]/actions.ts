'use server'

import {
  undoUnsubscribe,
  undoUnsubscribeSchema,
  unsubscribe,
  unsubscribeSchema,
} from '#domain/consent/unsubscribe/unsubscribe.ts'
import { actionError } from '../../../_server/actions/action-error.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'

/** The page's own form; a mail program's one-click POST is answered in `unsubscribe-handler.ts`. */
export const unsubscribeByLink = defineAction({
  input: unsubscribeSchema,
  run: async (ctx, { token }) => {
    if (!(await unsubscribe(ctx, token))) return actionError('dead')
    return {}
  },
  onDone: (_, ctx, { token }) => ({ to: `/${ctx.locale}/u/${token}`, always: true }),
})

export const undoByLink = defineAction({
  input: undoUnsubscribeSchema,
  run: async (ctx, input) => {
    const result = await undoUnsubscribe(ctx, input)
    if (result.status === 'refused') return result
    return {}
  },
  onDone: (_, ctx, { token }) => ({ to: `/${ctx.locale}/u/${token}?back=1`, always: true }),
})
