import { z } from 'zod'
import { readCalendarWarning, warnOfCalendar } from '#domain/requests/time/warn-of-calendar.ts'
import { calendarWarningMessage } from '../mail/calendar-warning-message.ts'
import { defineMail } from '../mail/define-mail.ts'
import { systemContext, type Task } from '../task.ts'

/** In the morning of Almaty, since it writes to people. */
export const warnOfCalendarTask: Task = async ({ services }, _payload, job) => {
  const emails = await warnOfCalendar(systemContext(services, 'warn-of-calendar', job))
  if (emails > 0) services.log.info({ emails }, 'administrators are told that a calendar is missing')
}

/** Sends nothing when the table was entered while the mail waited. */
export const sendCalendarWarning = defineMail({
  task: 'send-calendar-warning',
  payload: z.object({ staffId: z.uuid(), year: z.number().int() }),
  read: readCalendarWarning,
  write: calendarWarningMessage,
  id: ({ year, staffId }) => ['calendar-warning', `${year} ${staffId}`],
})
