import { z } from 'zod'
import { readTrainingReminder, remindTrainings } from '#domain/staff/clearances/remind-trainings.ts'
import { defineMail } from '../mail/define-mail.ts'
import { trainingReminderMessage } from '../mail/training-reminder-message.ts'
import { systemContext, type Task } from '../task.ts'

/** In the morning of Almaty, since it writes to people. */
export const remindTrainingsTask: Task = async ({ services }, _payload, job) => {
  const emails = await remindTrainings(systemContext(services, 'remind-trainings', job))
  if (emails > 0)
    services.log.info({ emails }, 'members and administrators are reminded of trainings and agreements')
}

/** Sends nothing when the record was replaced while the mail waited. */
export const sendTrainingReminder = defineMail({
  task: 'send-training-reminder',
  payload: z.object({ staffId: z.uuid(), clearanceId: z.uuid(), days: z.int(), to: z.uuid() }),
  read: readTrainingReminder,
  write: trainingReminderMessage,
  id: ({ clearanceId, days, to }) => ['training-reminder', `${clearanceId} ${days} ${to}`],
})
