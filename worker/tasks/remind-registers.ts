import { createHash } from 'node:crypto'
import { z } from 'zod'
import { readRegisterReminder, remindRegisters } from '#domain/assurance/registers/remind-registers.ts'
import { defineMail } from '../mail/define-mail.ts'
import { registerReminderMessage } from '../mail/register-reminder-message.ts'
import { systemContext, type Task } from '../task.ts'

/** In the morning of Almaty, since it writes to people. */
export const remindRegistersTask: Task = async ({ services }, _payload, job) => {
  const emails = await remindRegisters(systemContext(services, 'remind-registers', job))
  if (emails > 0) services.log.info({ emails }, 'members are reminded of what is due in the registers')
}

/** Sends nothing when all of it was done while the mail waited. */
export const sendRegisterReminder = defineMail({
  task: 'send-register-reminder',
  payload: z.object({ staffId: z.uuid(), keys: z.array(z.string()).min(1) }),
  read: readRegisterReminder,
  write: registerReminderMessage,
  id: ({ staffId, keys }) => [
    'register-reminder',
    `${staffId} ${createHash('sha256').update(keys.join('\n')).digest('hex')}`,
  ],
})
