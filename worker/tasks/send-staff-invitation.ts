import { z } from 'zod'
import { readStaffInvitationMail } from '#domain/staff/team/invitation-mail.ts'
import { messageId } from '../mail/message-id.ts'
import { staffInvitationMessage } from '../mail/staff-invitation-message.ts'
import { systemContext, type Task } from '../task.ts'

const payloadSchema = z.object({ invitationId: z.uuid() })

/** Sends nothing once the link was used, replaced, or is over. */
export const sendStaffInvitation: Task = async ({ services, mailer }, payload, job) => {
  const { invitationId } = payloadSchema.parse(payload)
  const ctx = systemContext(services, 'send-staff-invitation', job)
  const mail = await readStaffInvitationMail(ctx, invitationId)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  const { to, locale, token, expiresAt } = mail
  await mailer.send({
    to,
    ...staffInvitationMessage({ locale, appUrl, token, expiresAt, sample }),
    messageId: messageId(appUrl, 'staff-invitation', invitationId),
  })
}
