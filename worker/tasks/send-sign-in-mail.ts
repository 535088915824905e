import { z } from 'zod'
import { SIGN_IN_LASTS_MS } from '#domain/people/sign-in/ask-sign-in.ts'
import { readSignInMail } from '#domain/people/sign-in/sign-in-mail.ts'
import { messageId } from '../mail/message-id.ts'
import { signInMessage } from '../mail/sign-in-message.ts'
import { systemContext, type Task } from '../task.ts'

const payloadSchema = z.object({ verificationId: z.uuid() })

/** Sends nothing for an unknown address, or when the code and the link have run out or were used while the mail waited. */
export const sendSignInMail: Task = async ({ services, mailer }, payload, job) => {
  const { verificationId } = payloadSchema.parse(payload)
  const mail = await readSignInMail(systemContext(services, 'send-sign-in-mail', job), verificationId)
  if (!mail) return
  const { APP_URL: appUrl, sampleData: sample } = services.env
  const { to, locale, code, linkToken, expiresAt } = mail
  const askedAt = new Date(expiresAt.getTime() - SIGN_IN_LASTS_MS)
  await mailer.send({
    to,
    ...signInMessage({ locale, appUrl, code, linkToken, askedAt, sample }),
    messageId: messageId(appUrl, 'sign-in', verificationId),
  })
}
