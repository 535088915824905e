import { z } from 'zod'
import { readCalendarWarning, warnOfCalendar } from '#domain/requests/time/warn-of-calendar.ts'
import { calendarWarningMessage } from '../mail/calendar-warning-message.ts'
import { messageId } from '../mail/message-id.ts'
import { systemContext, type Task } from '../task.ts'

/** In the morning of Almaty, since it writes to people. */
export const warnOfCalendarTask: Task = async ({ services }, _payload, job) => {
  const emails = await warnOfCalendar(systemContext(services, 'warn-of-calendar', job))
  if (emails > 0) services.log.info({ emails }, 'administrators are told that a calendar is missing')
}

const warningSchema = z.object({ staffId: z.uuid(), year: z.number().int() })

/** Sends nothing when the table was entered while the mail waited. */
export const sendCalendarWarning: Task = async ({ services, mailer }, payload, job) => {
  const warning = warningSchema.parse(payload)
  const ctx = systemContext(services, 'send-calendar-warning', job)
  const mail = await readCalendarWarning(ctx, warning)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    to: mail.to,
    ...calendarWarningMessage(mail, { appUrl, sample }),
    messageId: messageId(appUrl, 'calendar-warning', `${warning.year} ${warning.staffId}`),
  })
}
