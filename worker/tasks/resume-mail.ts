import { z } from 'zod'
import {
  forgetUndelivered,
  isMailWaiting,
  readUndelivered,
  releaseUndelivered,
} from '#domain/integrations/mail/release-undelivered.ts'
import { MailNotSent } from '#platform/mail/send-mail.ts'
import { deliverMail, noteServerIsBack } from '../mail/deliver-mail.ts'
import { systemContext, type Task } from '../task.ts'

const retrySchema = z.object({ mailId: z.uuid() })

/** Every minute: tries messages again whose pause is over, and those that waited for the mail server once it answers. */
export const resumeMailTask: Task = async ({ services, mailer }, _payload, job) => {
  const ctx = systemContext(services, 'resume-mail', job)
  await releaseUndelivered(ctx, ['deferred'])
  if (!(await isMailWaiting(ctx))) return
  try {
    await mailer.check()
  } catch (error) {
    if (error instanceof MailNotSent) return
    throw error
  }
  noteServerIsBack(mailer)
  const mails = await releaseUndelivered(ctx, ['waiting'])
  if (mails > 0) services.log.info({ mails }, 'the mail server is back: waiting mail goes out')
}

/** Makes the task that tries one kept message again, with the tasks that each send a kind of mail. */
export function retryMailTask(mailTasks: Readonly<Record<string, Task>>): Task {
  return async (tools, payload, job) => {
    const { mailId } = retrySchema.parse(payload)
    const ctx = systemContext(tools.services, 'retry-mail', job)
    const mail = await readUndelivered(ctx, mailId)
    if (!mail) return
    const send = mailTasks[mail.task]
    if (!send) throw new Error(`no task sends ${mail.task}`)
    if ((await deliverMail(tools, mail, { send, job })) === 'sent') await forgetUndelivered(ctx, mailId)
  }
}
