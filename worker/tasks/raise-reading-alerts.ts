import { z } from 'zod'
import { raiseReadingAlerts, readReadingAlertMail } from '#domain/staff/reading-alerts/raise-alerts.ts'
import { messageId } from '../mail/message-id.ts'
import { readingAlertMessage } from '../mail/reading-alert-message.ts'
import { systemContext, type Task } from '../task.ts'

export const raiseReadingAlertsTask: Task = async ({ services }, _payload, job) => {
  const alerts = await raiseReadingAlerts(systemContext(services, 'raise-reading-alerts', job))
  if (alerts > 0) services.log.warn({ alerts }, 'a member of staff opened unusually many records')
}

const alertSchema = z.object({ alertId: z.uuid(), to: z.uuid() })

/** Sends nothing when the alert was answered while the mail waited. */
export const sendReadingAlert: Task = async ({ services, mailer }, payload, job) => {
  const alert = alertSchema.parse(payload)
  const mail = await readReadingAlertMail(systemContext(services, 'send-reading-alert', job), alert)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    to: mail.to,
    ...readingAlertMessage(mail, { appUrl, sample }),
    messageId: messageId(appUrl, 'reading-alert', `${alert.alertId} ${alert.to}`),
  })
}
