import { z } from 'zod'
import { readNewBrowserMail } from '#domain/people/sign-in/new-browser.ts'
import { readOfficerAlertMail } from '#domain/requests/visitor/alert-officers.ts'
import { defineMail } from '../mail/define-mail.ts'
import {
  newBrowserMessage,
  refusedSignInMessage,
  stoppedRequestMessage,
} from '../mail/new-browser-messages.ts'

/** A person is told that somebody signed in with a browser that is new to their account. */
export const sendNewBrowserMail = defineMail({
  task: 'send-new-browser-mail',
  payload: z.object({ subjectId: z.uuid(), noticeId: z.uuid() }),
  read: readNewBrowserMail,
  write: newBrowserMessage,
  id: ({ noticeId }) => ['new-browser', noticeId],
})

/** One security officer is told that a sign-in was not the person's. */
export const sendRefusedSignInAlert = defineMail({
  task: 'send-refused-sign-in-alert',
  payload: z.object({ noticeId: z.uuid(), staffId: z.uuid() }),
  read: readOfficerAlertMail,
  write: refusedSignInMessage,
  id: ({ noticeId, staffId }) => ['refused-sign-in', `${noticeId} ${staffId}`],
})

/** One security officer is told that a request was stopped as not the person's. */
export const sendStoppedRequestAlert = defineMail({
  task: 'send-stopped-request-alert',
  payload: z.object({ requestId: z.uuid(), staffId: z.uuid() }),
  read: readOfficerAlertMail,
  write: stoppedRequestMessage,
  id: ({ requestId, staffId }) => ['stopped-request', `${requestId} ${staffId}`],
})
