import { z } from 'zod'
import {
  readEmailChangedMail,
  readEmailChangeMails,
} from '#domain/people/email-change/pending-email-change.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { emailChangedMessage, emailChangeMessage } from '../mail/email-change-message.ts'
import { messageId } from '../mail/message-id.ts'
import { systemContext, type Task } from '../task.ts'

const changeSchema = z.object({ subjectId: z.uuid(), changeId: z.uuid() })
const sideSchema = changeSchema.extend({ side: z.enum(['old', 'new']) })

/** A job for each address: one that is refused is tried again without mailing the other one again. */
export const sendEmailChangeMails: Task = async ({ services }, payload, job) => {
  const change = changeSchema.parse(payload)
  const ctx = systemContext(services, 'send-email-change-mails', job)
  const pending = await readEmailChangeMails(ctx, change)
  await ctx.transaction(async (tx) => {
    for (const { side } of pending?.mails ?? [])
      await enqueue(
        tx,
        'send-email-change-mail',
        { ...change, side },
        { key: `email-change:${change.changeId}:${side}` },
      )
  })
}

/** Sends nothing once the change is confirmed, taken back or over. */
export const sendEmailChangeMail: Task = async ({ services, mailer }, payload, job) => {
  const { side, ...change } = sideSchema.parse(payload)
  const pending = await readEmailChangeMails(systemContext(services, 'send-email-change-mail', job), change)
  const mail = pending?.mails.find((one) => one.side === side)
  if (!pending || !mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  const { locale, expiresAt, newEmail } = pending
  await mailer.send({
    to: mail.to,
    ...emailChangeMessage({ side, locale, appUrl, token: mail.token, newEmail, expiresAt, sample }),
    messageId: messageId(appUrl, `email-change ${side}`, change.changeId),
  })
}

/** Tells one of the two addresses that the change has taken effect. */
export const sendEmailChangedMail: Task = async ({ services, mailer }, payload, job) => {
  const change = sideSchema.parse(payload)
  const mail = await readEmailChangedMail(systemContext(services, 'send-email-changed-mail', job), change)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    to: mail.to,
    ...emailChangedMessage(mail, { appUrl, sample }),
    messageId: messageId(appUrl, `email-changed ${change.side}`, change.changeId),
  })
}
