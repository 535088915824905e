import { z } from 'zod'
import { readReviewReminder, remindReview } from '#domain/staff/access-review/remind-review.ts'
import { defineMail } from '../mail/define-mail.ts'
import { reviewReminderMessage } from '../mail/review-reminder-message.ts'
import { systemContext, type Task } from '../task.ts'

/** In the morning of Almaty, since it writes to people. */
export const remindReviewTask: Task = async ({ services }, _payload, job) => {
  const emails = await remindReview(systemContext(services, 'remind-access-review', job))
  if (emails > 0) services.log.info({ emails }, 'reviewers are reminded of the review of access')
}

/** Sends nothing when the review was completed while the mail waited. */
export const sendReviewReminder = defineMail({
  task: 'send-access-review-reminder',
  payload: z.object({ period: z.string(), what: z.string(), staffId: z.uuid() }),
  read: readReviewReminder,
  write: reviewReminderMessage,
  id: ({ period, what, staffId }) => ['access-review', `${period} ${what} ${staffId}`],
})
