import { z } from 'zod'
import { raiseReadingAlerts, readReadingAlertMail } from '#domain/staff/reading-alerts/raise-alerts.ts'
import { defineMail } from '../mail/define-mail.ts'
import { readingAlertMessage } from '../mail/reading-alert-message.ts'
import { systemContext, type Task } from '../task.ts'

export const raiseReadingAlertsTask: Task = async ({ services }, _payload, job) => {
  const alerts = await raiseReadingAlerts(systemContext(services, 'raise-reading-alerts', job))
  if (alerts > 0) services.log.warn({ alerts }, 'a member of staff opened unusually many records')
}

/** Sends nothing when the alert was answered while the mail waited. */
export const sendReadingAlert = defineMail({
  task: 'send-reading-alert',
  payload: z.object({ alertId: z.uuid(), to: z.uuid() }),
  read: readReadingAlertMail,
  write: readingAlertMessage,
  id: ({ alertId, to }) => ['reading-alert', `${alertId} ${to}`],
})
