import { z } from 'zod'
import { mailCheckpoint, readCheckpointMail } from '#domain/assurance/audit-log/mail-checkpoint.ts'
import { checkpointMessage } from '../mail/checkpoint-message.ts'
import { defineMail } from '../mail/define-mail.ts'
import { systemContext, type Task } from '../task.ts'

/** In the morning of Almaty, since it writes to people. */
export const mailCheckpointTask: Task = async ({ services }, _payload, job) => {
  const emails = await mailCheckpoint(systemContext(services, 'mail-checkpoint', job))
  if (emails > 0) services.log.info({ emails }, 'the checkpoint of the audit log goes to security officers')
}

const checkpointSchema = z.object({
  staffId: z.uuid(),
  logNumber: z.number().int(),
  size: z.number().int(),
  /** In Almaty. A head that stays the same is sent each day, and each email is another one. */
  day: z.iso.date(),
})

/** Sends nothing to a member who is no security officer any more. */
export const sendCheckpoint = defineMail({
  task: 'send-checkpoint',
  payload: checkpointSchema,
  read: readCheckpointMail,
  write: (mail, portal) => ({
    ...checkpointMessage(mail, portal),
    attachments: [{ name: 'checkpoint.txt', text: mail.note }],
  }),
  id: ({ day, logNumber, staffId }) => ['checkpoint', `${day} ${logNumber} ${staffId}`],
})
