import { z } from 'zod'
import { readTrainingReminder, remindTrainings } from '#domain/staff/clearances/remind-trainings.ts'
import { messageId } from '../mail/message-id.ts'
import { trainingReminderMessage } from '../mail/training-reminder-message.ts'
import { systemContext, type Task } from '../task.ts'

/** In the morning of Almaty, since it writes to people. */
export const remindTrainingsTask: Task = async ({ services }, _payload, job) => {
  const emails = await remindTrainings(systemContext(services, 'remind-trainings', job))
  if (emails > 0)
    services.log.info({ emails }, 'members and administrators are reminded of trainings and agreements')
}

const reminderSchema = z.object({ staffId: z.uuid(), clearanceId: z.uuid(), days: z.int(), to: z.uuid() })

/** Sends nothing when the record was replaced while the mail waited. */
export const sendTrainingReminder: Task = async ({ services, mailer }, payload, job) => {
  const reminder = reminderSchema.parse(payload)
  const mail = await readTrainingReminder(systemContext(services, 'send-training-reminder', job), reminder)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    to: mail.to,
    ...trainingReminderMessage(mail, { appUrl, sample }),
    messageId: messageId(
      appUrl,
      'training-reminder',
      `${reminder.clearanceId} ${reminder.days} ${reminder.to}`,
    ),
  })
}
