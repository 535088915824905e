import type { z } from 'zod'
import type { Context } from '#domain/access/context.ts'
import type { Mail } from '#platform/mail/send-mail.ts'
import { systemContext, type Task } from '../task.ts'
import type { PortalAddress } from './mail-message.ts'
import { messageId } from './message-id.ts'

type MailDefinition<Key, Found extends { to: string }> = {
  task: string
  payload: z.ZodType<Key>
  /** What the mail says, as it is now; null: nothing is sent any more. */
  read: (ctx: Context, key: NoInfer<Key>) => Promise<Found | null>
  write: (found: Found, portal: PortalAddress, key: NoInfer<Key>) => Omit<Mail, 'to' | 'messageId'>
  /** The kind and the id of `messageId`. */
  id: (key: NoInfer<Key>, found: NoInfer<Found>) => [kind: string, id: string]
}

/** A task that sends one mail. */
export const defineMail =
  <Key, Found extends { to: string }>(mail: MailDefinition<Key, Found>): Task =>
  async ({ services, mailer }, payload, job) => {
    const key = mail.payload.parse(payload)
    const found = await mail.read(systemContext(services, mail.task, job), key)
    if (!found) return
    const { APP_URL: appUrl, sampleData: sample } = services.env
    await mailer.send({
      to: found.to,
      ...mail.write(found, { appUrl, sample }, key),
      messageId: messageId(appUrl, ...mail.id(key, found)),
    })
  }
