import { z } from 'zod'
import {
  readEmailChangedMail,
  readEmailChangeMails,
} from '#domain/people/email-change/pending-email-change.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { defineMail } from '../mail/define-mail.ts'
import { emailChangedMessage, emailChangeMessage } from '../mail/email-change-message.ts'
import { systemContext, type Task } from '../task.ts'

const changeSchema = z.object({ subjectId: z.uuid(), changeId: z.uuid() })
const sideSchema = changeSchema.extend({ side: z.enum(['old', 'new']) })

/** A job for each address: one that is refused is tried again without mailing the other one again. */
export const sendEmailChangeMails: Task = async ({ services }, payload, job) => {
  const change = changeSchema.parse(payload)
  const ctx = systemContext(services, 'send-email-change-mails', job)
  const pending = await readEmailChangeMails(ctx, change)
  await ctx.transaction(async (tx) => {
    for (const { side } of pending?.mails ?? [])
      await enqueue(
        tx,
        'send-email-change-mail',
        { ...change, side },
        { key: `email-change:${change.changeId}:${side}` },
      )
  })
}

/** Sends nothing once the change is confirmed, taken back or over. */
export const sendEmailChangeMail = defineMail({
  task: 'send-email-change-mail',
  payload: sideSchema,
  read: async (ctx, { side, ...change }) => {
    const pending = await readEmailChangeMails(ctx, change)
    const mail = pending?.mails.find((one) => one.side === side)
    return pending && mail ? { ...pending, ...mail } : null
  },
  write: (mail, portal) => emailChangeMessage({ ...mail, ...portal }),
  id: ({ changeId, side }) => [`email-change ${side}`, changeId],
})

/** Tells one of the two addresses that the change has taken effect. */
export const sendEmailChangedMail = defineMail({
  task: 'send-email-changed-mail',
  payload: sideSchema,
  read: readEmailChangedMail,
  write: emailChangedMessage,
  id: ({ changeId, side }) => [`email-changed ${side}`, changeId],
})
