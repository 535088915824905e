import { z } from 'zod'
import { handOverChoices } from '#domain/fulfilment/hand-over-choices.ts'
import { systemContext, type Task } from '../task.ts'

const payloadSchema = z.object({ subjectIds: z.array(z.uuid()).max(1000) })

export const handOverChoicesTask: Task = async ({ services, platform }, payload, job) => {
  const ctx = systemContext(services, 'hand-over-choices', job)
  for (const subjectId of payloadSchema.parse(payload).subjectIds)
    await handOverChoices(ctx, platform, subjectId)
}
