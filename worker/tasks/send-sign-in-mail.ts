import { z } from 'zod'
import { SIGN_IN_LASTS_MS } from '#domain/people/sign-in/ask-sign-in.ts'
import { readSignInMail } from '#domain/people/sign-in/sign-in-mail.ts'
import { defineMail } from '../mail/define-mail.ts'
import { signInMessage } from '../mail/sign-in-message.ts'

/** Sends nothing for an unknown address, or when the code and the link have run out or were used while the mail waited. */
export const sendSignInMail = defineMail({
  task: 'send-sign-in-mail',
  payload: z.object({ verificationId: z.uuid() }),
  read: (ctx, { verificationId }) => readSignInMail(ctx, verificationId),
  write: ({ expiresAt, ...mail }, portal) =>
    signInMessage({ ...mail, askedAt: new Date(expiresAt.getTime() - SIGN_IN_LASTS_MS), ...portal }),
  id: ({ verificationId }) => ['sign-in', verificationId],
})
