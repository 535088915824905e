import { z } from 'zod'
import { handOverChoices } from '#domain/fulfilment/hand-over-choices.ts'
import { systemContext, type Task } from '../task.ts'

const payloadSchema = z.object({ subjectId: z.uuid() })

export const handOverChoicesTask: Task = async ({ services, platform }, payload, job) => {
  const { subjectId } = payloadSchema.parse(payload)
  await handOverChoices(systemContext(services, 'hand-over-choices', job), platform, subjectId)
}
