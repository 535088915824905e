import { z } from 'zod'
import {
  readPersonMail,
  readRequestCodeMail,
  readVerificationMail,
} from '#domain/requests/mails/request-mail.ts'
import { personMailKinds } from '#domain/requests/record/write-request.ts'
import { readReminderMail, remindStaff, staffLetters } from '#domain/requests/time/remind-staff.ts'
import { defineMail } from '../mail/define-mail.ts'
import {
  personMessage,
  reminderMessage,
  requestCodeMessage,
  verificationMessage,
} from '../mail/request-messages.ts'
import { systemContext, type Task } from '../task.ts'

const keySchema = z.object({ subjectId: z.uuid(), requestId: z.uuid() })
const personSchema = keySchema.extend({
  letter: z.enum(personMailKinds),
  mailId: z.uuid(),
  to: z.enum(['person', 'representative']).default('person'),
})
const verificationSchema = z.object({ verificationId: z.uuid() })
const reminderSchema = keySchema.extend({
  what: z.enum(['reminder', 'escalation', 'missed']),
  share: z.number().nullable(),
})
const reminderMailSchema = reminderSchema.extend({ what: z.enum(staffLetters), staffId: z.uuid() })

/** Tells the person, or the representative who filed it, what became of a request; a sensitive one with the way to stop it. */
export const sendRequestMail = defineMail({
  task: 'send-request-mail',
  payload: personSchema,
  read: (ctx, { letter, to, ...key }) => readPersonMail(ctx, key, letter, to),
  write: (mail, portal, { letter }) => personMessage(letter, mail, portal),
  id: ({ letter, to, mailId }) => [`request ${letter}${to === 'person' ? '' : ` ${to}`}`, mailId],
})

const verificationMail = (task: string, occasion: 'filed' | 'reminder') =>
  defineMail({
    task,
    payload: verificationSchema,
    read: (ctx, { verificationId }) => readVerificationMail(ctx, verificationId),
    write: (mail, portal) => verificationMessage(mail, portal, occasion),
    id: ({ verificationId }) => [
      occasion === 'filed' ? 'request-proof' : 'request-proof reminder',
      verificationId,
    ],
  })

/** Sends nothing once the request is verified or expired. */
export const sendRequestVerification = verificationMail('send-request-proof', 'filed')

/** Once more, two days before the request expires. */
export const sendVerificationReminder = verificationMail('send-request-proof-reminder', 'reminder')

/** Sends nothing for a reference and an address that do not belong together. */
export const sendRequestCode = defineMail({
  task: 'send-case-code',
  payload: verificationSchema,
  read: (ctx, { verificationId }) => readRequestCodeMail(ctx, verificationId),
  write: requestCodeMessage,
  id: ({ verificationId }) => ['case-code', verificationId],
})

/** Checks whether a planned reminder is still needed; each recipient gets a job. */
export const remindRequest: Task = async ({ services }, payload, job) => {
  await remindStaff(systemContext(services, 'remind-request', job), reminderSchema.parse(payload))
}

export const sendRequestReminder = defineMail({
  task: 'send-request-reminder',
  payload: reminderMailSchema,
  read: readReminderMail,
  write: (mail, portal, { what, share }) => reminderMessage({ what, share }, mail, portal),
  id: ({ what, share, requestId, staffId }, { dueAt }) => [
    `request-${what} ${dueAt.toISOString()}`,
    `${requestId} ${staffId} ${share ?? 'last'}`,
  ],
})
