import { z } from 'zod'
import { beginErasure } from '#domain/fulfilment/erasure-run/begin-erasure.ts'
import {
  forgetLetter,
  forgetOldLetters,
  readErasureMail,
  readErasureMailOfRepresentative,
} from '#domain/fulfilment/erasure-run/erasure-mail.ts'
import { runErasures } from '#domain/fulfilment/erasure-run/run-erasures.ts'
import { erasureMessage } from '../mail/erasure-message.ts'
import { messageId } from '../mail/message-id.ts'
import { systemContext, type Task } from '../task.ts'

const keySchema = z.object({ subjectId: z.uuid(), requestId: z.uuid() })
const erasureMailSchema = keySchema.extend({ to: z.enum(['person', 'representative']).default('person') })

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

/** The last message to a person who was erased, and to the representative who had asked for it. */
export const sendErasureMail: Task = async ({ services, mailer }, payload, job) => {
  const { to, ...key } = erasureMailSchema.parse(payload)
  const ctx = systemContext(services, 'send-erasure-mail', job)
  const read = to === 'person' ? readErasureMail : readErasureMailOfRepresentative
  const mail = await read(ctx, key)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    to: mail.to,
    ...erasureMessage(mail, to, { appUrl, sample }),
    messageId: messageId(appUrl, to === 'person' ? 'erasure' : `erasure ${to}`, key.requestId),
  })
  if (to === 'person') await forgetLetter(ctx, key)
}
