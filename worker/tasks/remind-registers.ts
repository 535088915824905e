import { createHash } from 'node:crypto'
import { z } from 'zod'
import { readRegisterReminder, remindRegisters } from '#domain/assurance/registers/remind-registers.ts'
import { messageId } from '../mail/message-id.ts'
import { registerReminderMessage } from '../mail/register-reminder-message.ts'
import { systemContext, type Task } from '../task.ts'

/** In the morning of Almaty, since it writes to people. */
export const remindRegistersTask: Task = async ({ services }, _payload, job) => {
  const emails = await remindRegisters(systemContext(services, 'remind-registers', job))
  if (emails > 0) services.log.info({ emails }, 'members are reminded of what is due in the registers')
}

const reminderSchema = z.object({ staffId: z.uuid(), keys: z.array(z.string()).min(1) })

/** Sends nothing when all of it was done while the mail waited. */
export const sendRegisterReminder: Task = async ({ services, mailer }, payload, job) => {
  const reminder = reminderSchema.parse(payload)
  const mail = await readRegisterReminder(systemContext(services, 'send-register-reminder', job), reminder)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  const keys = createHash('sha256').update(reminder.keys.join('\n')).digest('hex')
  await mailer.send({
    to: mail.to,
    ...registerReminderMessage(mail, { appUrl, sample }),
    messageId: messageId(appUrl, 'register-reminder', `${reminder.staffId} ${keys}`),
  })
}
