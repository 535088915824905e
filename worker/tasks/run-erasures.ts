import { z } from 'zod'
import { beginErasure } from '#domain/fulfilment/erasure-run/begin-erasure.ts'
import {
  forgetLetter,
  forgetOldLetters,
  readErasureMail,
} from '#domain/fulfilment/erasure-run/erasure-mail.ts'
import { runErasures } from '#domain/fulfilment/erasure-run/run-erasures.ts'
import { erasureMessage } from '../mail/erasure-message.ts'
import { messageId } from '../mail/message-id.ts'
import { systemContext, type Task } from '../task.ts'

const keySchema = z.object({ subjectId: z.uuid(), requestId: z.uuid() })

/** A request of deletion was decided. */
export const beginErasureTask: Task = ({ services }, payload, job) =>
  beginErasure(systemContext(services, 'begin-erasure', job), keySchema.parse(payload))

/** Every minute, and when a person or staff let one go on. */
export const runErasuresTask: Task = async ({ services }, _payload, job) => {
  const ctx = systemContext(services, 'run-erasures', job)
  const { ended } = await runErasures(ctx, job.signal)
  if (ended > 0) services.log.info({ ended }, 'erasures ended')
  await forgetOldLetters(ctx)
}

/** The last message to a person who was erased. */
export const sendErasureMail: Task = async ({ services, mailer }, payload, job) => {
  const key = keySchema.parse(payload)
  const ctx = systemContext(services, 'send-erasure-mail', job)
  const mail = await readErasureMail(ctx, key)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    to: mail.to,
    ...erasureMessage(mail, { appUrl, sample }),
    messageId: messageId(appUrl, 'erasure', key.requestId),
  })
  await forgetLetter(ctx, key)
}
