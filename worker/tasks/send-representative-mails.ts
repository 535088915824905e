import { z } from 'zod'
import { endMinorities } from '#domain/people/minors/end-minorities.ts'
import {
  readRepresentativeInvitation,
  readRepresentativeMail,
} from '#domain/people/minors/representative-mail.ts'
import { messageId } from '../mail/message-id.ts'
import { representativeInvitationMessage, representativeMessage } from '../mail/representative-messages.ts'
import { systemContext, type Task } from '../task.ts'

const invitationSchema = z.object({ verificationId: z.uuid() })

/** Sends nothing once the link was used, replaced, or is over. */
export const sendRepresentativeInvitation: Task = async ({ services, mailer }, payload, job) => {
  const { verificationId } = invitationSchema.parse(payload)
  const ctx = systemContext(services, 'send-representative-invitation', job)
  const mail = await readRepresentativeInvitation(ctx, verificationId)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    to: mail.to,
    ...representativeInvitationMessage(mail, { appUrl, sample }),
    messageId: messageId(appUrl, 'representative-invitation', verificationId),
  })
}

const newsSchema = z.object({
  representationId: z.uuid(),
  about: z.enum(['confirmed', 'asked', 'ended', 'adult']),
  to: z.enum(['minor', 'representative']),
  /** Where the same news can come more than once. */
  at: z.iso.datetime().optional(),
})

/** Sends nothing when the addressee is gone. */
export const sendRepresentativeMail: Task = async ({ services, mailer }, payload, job) => {
  const { representationId, about, to, at = '' } = newsSchema.parse(payload)
  const ctx = systemContext(services, 'send-representative-mail', job)
  const mail = await readRepresentativeMail(ctx, { representationId, to })
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    to: mail.to,
    ...representativeMessage(mail, about, to, { appUrl, sample }),
    messageId: messageId(appUrl, 'representative', `${representationId} ${about} ${to} ${at}`),
  })
}

/** Daily, soon after midnight in Almaty. */
export const endMinoritiesTask: Task = async ({ services }, _payload, job) => {
  const adults = await endMinorities(systemContext(services, 'end-minorities', job))
  if (adults > 0) services.log.info({ adults }, 'people turned 18 and decide alone')
}
