import { z } from 'zod'
import {
  readPersonMail,
  readRequestCodeMail,
  readVerificationMail,
} from '#domain/requests/mails/request-mail.ts'
import { personMailKinds } from '#domain/requests/record/write-request.ts'
import { readReminderMail, remindStaff, staffLetters } from '#domain/requests/time/remind-staff.ts'
import { messageId } from '../mail/message-id.ts'
import {
  personMessage,
  reminderMessage,
  requestCodeMessage,
  verificationMessage,
} from '../mail/request-messages.ts'
import { systemContext, type Task, type Tools } from '../task.ts'

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

const portalOf = ({ services: { env } }: Tools) => ({ appUrl: env.APP_URL, sample: env.sampleData })

/** Tells the person, or the representative who filed it, what became of a request; a sensitive one with the way to stop it. */
export const sendRequestMail: Task = async (tools, payload, job) => {
  const { letter, mailId, to, ...key } = personSchema.parse(payload)
  const ctx = systemContext(tools.services, 'send-request-mail', job)
  const mail = await readPersonMail(ctx, key, letter, to)
  if (!mail) return
  const portal = portalOf(tools)
  await tools.mailer.send({
    to: mail.to,
    ...personMessage(letter, mail, portal),
    messageId: messageId(portal.appUrl, `request ${letter}${to === 'person' ? '' : ` ${to}`}`, mailId),
  })
}

const verificationTask =
  (task: string, occasion: 'filed' | 'reminder'): Task =>
  async (tools, payload, job) => {
    const { verificationId } = verificationSchema.parse(payload)
    const ctx = systemContext(tools.services, task, job)
    const mail = await readVerificationMail(ctx, verificationId)
    if (!mail) return
    const portal = portalOf(tools)
    const name = occasion === 'filed' ? 'request-proof' : 'request-proof reminder'
    await tools.mailer.send({
      to: mail.to,
      ...verificationMessage(mail, portal, occasion),
      messageId: messageId(portal.appUrl, name, verificationId),
    })
  }

/** Sends nothing once the request is verified or expired. */
export const sendRequestVerification = verificationTask('send-request-proof', 'filed')

/** Once more, two days before the request expires. */
export const sendVerificationReminder = verificationTask('send-request-proof-reminder', 'reminder')

/** Sends nothing for a reference and an address that do not belong together. */
export const sendRequestCode: Task = async (tools, payload, job) => {
  const { verificationId } = verificationSchema.parse(payload)
  const ctx = systemContext(tools.services, 'send-case-code', job)
  const mail = await readRequestCodeMail(ctx, verificationId)
  if (!mail) return
  const portal = portalOf(tools)
  await tools.mailer.send({
    to: mail.to,
    ...requestCodeMessage(mail, portal),
    messageId: messageId(portal.appUrl, 'case-code', verificationId),
  })
}

/** Checks whether a planned reminder is still needed; each recipient gets a job. */
export const remindRequest: Task = async ({ services }, payload, job) => {
  await remindStaff(systemContext(services, 'remind-request', job), reminderSchema.parse(payload))
}

export const sendRequestReminder: Task = async (tools, payload, job) => {
  const { what, share, ...key } = reminderMailSchema.parse(payload)
  const mail = await readReminderMail(systemContext(tools.services, 'send-request-reminder', job), key)
  if (!mail) return
  const portal = portalOf(tools)
  const occasion = `${key.requestId} ${key.staffId} ${share ?? 'last'}`
  await tools.mailer.send({
    to: mail.to,
    ...reminderMessage({ what, share }, mail, portal),
    messageId: messageId(portal.appUrl, `request-${what} ${mail.dueAt.toISOString()}`, occasion),
  })
}
