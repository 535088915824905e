'use server'

import { z } from 'zod'
import { answerSignal, answerSignalSchema } from '#domain/consent/choices/answer-signal.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'
import { subjectOf } from '../../../_server/session/request-context.ts'

/** What the person wants recorded of what their browser asks for. `page`: where they were asked. */
export const answerBrowserSignal = defineAction({
  input: answerSignalSchema.extend({ page: z.enum(['/my', '/my/choices']) }),
  run: async (ctx, { page: _, ...input }) => {
    const result = await answerSignal(ctx, subjectOf(ctx, 'choices.record'), input)
    if (result.status === 'refused') return result
    return {}
  },
  onDone: (_, ctx, { page }) => ({ to: `/${ctx.locale}${page}#signal`, always: true }),
})
