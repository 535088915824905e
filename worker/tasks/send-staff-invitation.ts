import { z } from 'zod'
import { readStaffInvitationMail } from '#domain/staff/team/invitation-mail.ts'
import { readResetNotice } from '#domain/staff/team/reset-notice.ts'
import { defineMail } from '../mail/define-mail.ts'
import { staffInvitationMessage } from '../mail/staff-invitation-message.ts'
import { staffResetMessage } from '../mail/staff-reset-message.ts'

/** Sends nothing once the link was used, replaced, or is over. */
export const sendStaffInvitation = defineMail({
  task: 'send-staff-invitation',
  payload: z.object({ invitationId: z.uuid() }),
  read: (ctx, { invitationId }) => readStaffInvitationMail(ctx, invitationId),
  write: (mail, portal) => staffInvitationMessage({ ...mail, ...portal }),
  id: ({ invitationId }) => ['staff-invitation', invitationId],
})

/** To one administrator; nothing when they are none any more. */
export const sendStaffResetNotice = defineMail({
  task: 'send-staff-reset-notice',
  payload: z.object({ invitationId: z.uuid(), staffId: z.uuid() }),
  read: readResetNotice,
  write: staffResetMessage,
  id: ({ invitationId, staffId }) => ['staff-reset', `${invitationId} ${staffId}`],
})
