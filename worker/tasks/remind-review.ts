import { z } from 'zod'
import { readReviewReminder, remindReview } from '#domain/staff/access-review/remind-review.ts'
import { messageId } from '../mail/message-id.ts'
import { reviewReminderMessage } from '../mail/review-reminder-message.ts'
import { systemContext, type Task } from '../task.ts'

/** In the morning of Almaty, since it writes to people. */
export const remindReviewTask: Task = async ({ services }, _payload, job) => {
  const emails = await remindReview(systemContext(services, 'remind-access-review', job))
  if (emails > 0) services.log.info({ emails }, 'reviewers are reminded of the review of access')
}

const reminderSchema = z.object({ period: z.string(), what: z.string(), staffId: z.uuid() })

/** Sends nothing when the review was completed while the mail waited. */
export const sendReviewReminder: Task = async ({ services, mailer }, payload, job) => {
  const reminder = reminderSchema.parse(payload)
  const mail = await readReviewReminder(systemContext(services, 'send-access-review-reminder', job), reminder)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  const { period, what, staffId } = reminder
  await mailer.send({
    to: mail.to,
    ...reviewReminderMessage(mail, { appUrl, sample }),
    messageId: messageId(appUrl, 'access-review', `${period} ${what} ${staffId}`),
  })
}
