import { z } from 'zod'
import { expireConsents } from '#domain/consent/terms/expire-consents.ts'
import { readExpired } from '#domain/consent/terms/read-expired.ts'
import { readExpiryReminder, remindBeforeExpiry } from '#domain/consent/terms/remind-before-expiry.ts'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { makeUnsubscribeLink } from '#domain/consent/unsubscribe/make-unsubscribe-link.ts'
import { expiredMessage, expiryMessage } from '../mail/consent-expiry-message.ts'
import { defineMail } from '../mail/define-mail.ts'
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

/** Sends nothing when all of it was renewed or withdrawn while the mail waited. */
export const sendExpiryReminder = defineMail({
  task: 'send-term-reminder',
  payload: z.object({ subjectId: z.uuid(), remindedAt: z.iso.datetime() }),
  read: async (ctx, { subjectId, remindedAt }) => {
    const mail = await readExpiryReminder(ctx, { subjectId, remindedAt: new Date(remindedAt) })
    if (!mail) return null
    const [only, ...others] = mail.ending
    const unsubscribe =
      only && others.length === 0 ? await makeUnsubscribeLink(ctx, { subjectId }, only) : null
    return { ...mail, unsubscribe, titles: await readChoiceTitles(ctx, mail.locale) }
  },
  write: (mail, portal) => expiryMessage(mail, portal, mail),
  id: ({ subjectId, remindedAt }) => ['term-reminder', `${subjectId} ${remindedAt}`],
})

/** Sends nothing when the person has decided about all of it since. */
export const sendTermOver = defineMail({
  task: 'send-term-over',
  payload: z.object({ subjectId: z.uuid(), seqs: z.array(z.coerce.number().int().min(1)).min(1) }),
  read: async (ctx, over) => {
    const mail = await readExpired(ctx, over)
    return mail && { ...mail, titles: await readChoiceTitles(ctx, mail.locale) }
  },
  write: (mail, portal) => expiredMessage(mail, portal, mail.titles),
  id: ({ subjectId, seqs }) => ['term-over', `${subjectId} ${seqs.join(' ')}`],
})
