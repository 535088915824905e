import { z } from 'zod'
import { readNewBrowserMail } from '#domain/people/sign-in/new-browser.ts'
import { readOfficerAlertMail } from '#domain/requests/visitor/alert-officers.ts'
import { messageId } from '../mail/message-id.ts'
import {
  newBrowserMessage,
  refusedSignInMessage,
  stoppedRequestMessage,
} from '../mail/new-browser-messages.ts'
import { systemContext, type Task } from '../task.ts'

const noticeSchema = z.object({ subjectId: z.uuid(), noticeId: z.uuid() })

/** A person is told that somebody signed in with a browser that is new to their account. */
export const sendNewBrowserMail: Task = async ({ services, mailer }, payload, job) => {
  const about = noticeSchema.parse(payload)
  const mail = await readNewBrowserMail(systemContext(services, 'send-new-browser-mail', job), about)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    to: mail.to,
    ...newBrowserMessage(mail, { appUrl, sample }),
    messageId: messageId(appUrl, 'new-browser', about.noticeId),
  })
}

const alertSchema = z.object({ noticeId: z.uuid(), staffId: z.uuid() })

/** One security officer is told that a sign-in was not the person's. */
export const sendRefusedSignInAlert: Task = async ({ services, mailer }, payload, job) => {
  const about = alertSchema.parse(payload)
  const mail = await readOfficerAlertMail(systemContext(services, 'send-refused-sign-in-alert', job), about)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    to: mail.to,
    ...refusedSignInMessage(mail, { appUrl, sample }),
    messageId: messageId(appUrl, 'refused-sign-in', `${about.noticeId} ${about.staffId}`),
  })
}

const stoppedSchema = z.object({ requestId: z.uuid(), staffId: z.uuid() })

/** One security officer is told that a request was stopped as not the person's. */
export const sendStoppedRequestAlert: Task = async ({ services, mailer }, payload, job) => {
  const about = stoppedSchema.parse(payload)
  const mail = await readOfficerAlertMail(systemContext(services, 'send-stopped-request-alert', job), about)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    to: mail.to,
    ...stoppedRequestMessage(mail, { appUrl, sample }),
    messageId: messageId(appUrl, 'stopped-request', `${about.requestId} ${about.staffId}`),
  })
}
