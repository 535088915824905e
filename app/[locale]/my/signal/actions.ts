'use server'

import { z } from 'zod'
import { answerSignal, answerSignalSchema } from '#domain/consent/answer-signal.ts'
import { defineAction, Refused } from '../../../_server/define-action.ts'
import { subjectOf } from '../../../_server/request-context.ts'

/** What the person wants recorded of what their browser asks for. `page`: where they were asked. */
export const answerBrowserSignal = defineAction({
  input: answerSignalSchema.extend({ page: z.enum(['/my', '/my/choices']) }),
  limit: 'form',
  run: async (ctx, { page: _, ...input }) => {
    const result = await answerSignal(ctx, subjectOf(ctx, 'choices.record'), input)
    if (result.status === 'refused') throw new Refused(result.code)
    return {}
  },
  onDone: (_, ctx, { page }) => ({ to: `/${ctx.locale}${page}#signal`, always: true }),
})
