import { z } from 'zod'
import { readStaffInvitationMail } from '#domain/staff/team/invitation-mail.ts'
import { readResetNotice } from '#domain/staff/team/reset-notice.ts'
import { messageId } from '../mail/message-id.ts'
import { staffInvitationMessage } from '../mail/staff-invitation-message.ts'
import { staffResetMessage } from '../mail/staff-reset-message.ts'
import { systemContext, type Task } from '../task.ts'

const payloadSchema = z.object({ invitationId: z.uuid() })

/** Sends nothing once the link was used, replaced, or is over. */
export const sendStaffInvitation: Task = async ({ services, mailer }, payload, job) => {
  const { invitationId } = payloadSchema.parse(payload)
  const ctx = systemContext(services, 'send-staff-invitation', job)
  const mail = await readStaffInvitationMail(ctx, invitationId)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  const { to, locale, token, validFrom, expiresAt } = mail
  await mailer.send({
    to,
    ...staffInvitationMessage({ locale, appUrl, token, validFrom, expiresAt, sample }),
    messageId: messageId(appUrl, 'staff-invitation', invitationId),
  })
}

const noticeSchema = z.object({ invitationId: z.uuid(), staffId: z.uuid() })

/** To one administrator; nothing when they are none any more. */
export const sendStaffResetNotice: Task = async ({ services, mailer }, payload, job) => {
  const notice = noticeSchema.parse(payload)
  const mail = await readResetNotice(systemContext(services, 'send-staff-reset-notice', job), notice)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    to: mail.to,
    ...staffResetMessage(mail, { appUrl, sample }),
    messageId: messageId(appUrl, 'staff-reset', `${notice.invitationId} ${notice.staffId}`),
  })
}
