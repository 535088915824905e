import { z } from 'zod'
import { expireConsents } from '#domain/consent/terms/expire-consents.ts'
import { readExpired } from '#domain/consent/terms/read-expired.ts'
import { readExpiryReminder, remindBeforeExpiry } from '#domain/consent/terms/remind-before-expiry.ts'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { makeUnsubscribeLink } from '#domain/consent/unsubscribe/make-unsubscribe-link.ts'
import { expiredMessage, expiryMessage } from '../mail/consent-expiry-message.ts'
import { messageId } from '../mail/message-id.ts'
import { systemContext, type Task } from '../task.ts'

/** Grants whose term is over end, which the ledger records like any withdrawal. */
export const expireConsentsTask: Task = async ({ services }, _payload, job) => {
  const lapsed = await expireConsents(systemContext(services, 'expire-consents', job))
  if (lapsed > 0) services.log.info({ lapsed }, 'consents ended with their term')
}

/** In the morning of Almaty, since it writes to people. */
export const remindBeforeExpiryTask: Task = async ({ services }, _payload, job) => {
  const people = await remindBeforeExpiry(systemContext(services, 'remind-before-expiry', job))
  if (people > 0) services.log.info({ people }, 'people are told that consents end soon')
}

const reminderSchema = z.object({ subjectId: z.uuid(), remindedAt: z.iso.datetime() })

/** Sends nothing when all of it was renewed or withdrawn while the mail waited. */
export const sendExpiryReminder: Task = async ({ services, mailer }, payload, job) => {
  const { subjectId, remindedAt } = reminderSchema.parse(payload)
  const ctx = systemContext(services, 'send-term-reminder', job)
  const mail = await readExpiryReminder(ctx, { subjectId, remindedAt: new Date(remindedAt) })
  if (!mail) return
  const [only, ...others] = mail.ending
  const unsubscribe = only && others.length === 0 ? await makeUnsubscribeLink(ctx, { subjectId }, only) : null
  const titles = await readChoiceTitles(ctx, mail.locale)
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    to: mail.to,
    ...expiryMessage(mail, { appUrl, sample }, { unsubscribe, titles }),
    messageId: messageId(appUrl, 'term-reminder', `${subjectId} ${remindedAt}`),
  })
}

const overSchema = z.object({ subjectId: z.uuid(), seqs: z.array(z.coerce.number().int().min(1)).min(1) })

/** Sends nothing when the person has decided about all of it since. */
export const sendTermOver: Task = async ({ services, mailer }, payload, job) => {
  const over = overSchema.parse(payload)
  const ctx = systemContext(services, 'send-term-over', job)
  const mail = await readExpired(ctx, over)
  if (!mail) return
  const titles = await readChoiceTitles(ctx, mail.locale)
  const { APP_URL: appUrl, sampleData: sample } = services.env
  await mailer.send({
    to: mail.to,
    ...expiredMessage(mail, { appUrl, sample }, titles),
    messageId: messageId(appUrl, 'term-over', `${over.subjectId} ${over.seqs.join(' ')}`),
  })
}
