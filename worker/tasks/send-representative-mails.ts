import { z } from 'zod'
import { endMinorities } from '#domain/people/minors/end-minorities.ts'
import {
  readRepresentativeInvitation,
  readRepresentativeMail,
} from '#domain/people/minors/representative-mail.ts'
import { defineMail } from '../mail/define-mail.ts'
import { representativeInvitationMessage, representativeMessage } from '../mail/representative-messages.ts'
import { systemContext, type Task } from '../task.ts'

/** Sends nothing once the link was used, replaced, or is over. */
export const sendRepresentativeInvitation = defineMail({
  task: 'send-representative-invitation',
  payload: z.object({ verificationId: z.uuid() }),
  read: (ctx, { verificationId }) => readRepresentativeInvitation(ctx, verificationId),
  write: representativeInvitationMessage,
  id: ({ verificationId }) => ['representative-invitation', verificationId],
})

const newsSchema = z.object({
  representationId: z.uuid(),
  about: z.enum(['confirmed', 'asked', 'ended', 'adult']),
  to: z.enum(['minor', 'representative']),
  /** Where the same news can come more than once. */
  at: z.iso.datetime().optional(),
})

/** Sends nothing when the addressee is gone. */
export const sendRepresentativeMail = defineMail({
  task: 'send-representative-mail',
  payload: newsSchema,
  read: readRepresentativeMail,
  write: (mail, portal, { about, to }) => representativeMessage(mail, about, to, portal),
  id: ({ representationId, about, to, at = '' }) => [
    'representative',
    `${representationId} ${about} ${to} ${at}`,
  ],
})

/** Daily, soon after midnight in Almaty. */
export const endMinoritiesTask: Task = async ({ services }, _payload, job) => {
  const adults = await endMinorities(systemContext(services, 'end-minorities', job))
  if (adults > 0) services.log.info({ adults }, 'people turned 18 and decide alone')
}
