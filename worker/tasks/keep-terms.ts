import { z } from 'zod'
import { lapseTerms } from '#domain/consent/lapse-terms.ts'
import { makeUnsubscribeLink } from '#domain/consent/make-unsubscribe-link.ts'
import { readTermReminder, remindOfTerms } from '#domain/consent/remind-of-terms.ts'
import { messageId } from '../mail/message-id.ts'
import { termLetter } from '../mail/term-letter.ts'
import { systemContext, type Task } from '../task.ts'

/** Grants whose term is over end, which the ledger records like any withdrawal. */
export const lapseTermsTask: Task = async ({ services }, _payload, job) => {
  const lapsed = await lapseTerms(systemContext(services, 'lapse-terms', job))
  if (lapsed > 0) services.log.info({ lapsed }, 'consents ended with their term')
}

/** In the morning of Almaty, since it writes to people. */
export const remindOfTermsTask: Task = async ({ services }, _payload, job) => {
  const people = await remindOfTerms(systemContext(services, 'remind-of-terms', job))
  if (people > 0) services.log.info({ people }, 'people are told that consents end soon')
}

const reminderSchema = z.object({ subjectId: z.uuid(), remindedAt: z.iso.datetime() })

/** Sends nothing when all of it was renewed or withdrawn while the mail waited. */
export const sendTermReminder: Task = async ({ services, mailer }, payload, job) => {
  const { subjectId, remindedAt } = reminderSchema.parse(payload)
  const ctx = systemContext(services, 'send-term-reminder', job)
  const mail = await readTermReminder(ctx, { subjectId, remindedAt: new Date(remindedAt) })
  if (!mail) return
  const [only, ...others] = mail.ending
  const unsubscribe = only && others.length === 0 ? await makeUnsubscribeLink(ctx, { subjectId }, only) : null
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    ...{ to: mail.to, ...termLetter(mail, { appUrl, sample }, unsubscribe) },
    messageId: messageId(appUrl, 'term-reminder', `${subjectId} ${remindedAt}`),
  })
}
