import { z } from 'zod'
import { endChangedConsents, endOutdatedConsents } from '#domain/consent/changed/end-changed-consents.ts'
import { readPolicyMail, tellPeople } from '#domain/consent/changed/tell-people.ts'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { publishDueVersion } from '#domain/consent/wording/publish-wordings.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { purposeBase } from '#i18n/operator-facts.ts'
import { defineMail } from '../mail/define-mail.ts'
import { policyMessage } from '../mail/policy-message.ts'
import { systemContext, type Task } from '../task.ts'

/** Makes the approved version the one in force when its date has come. */
export const publishDueTask: Task = async ({ services }, _payload, job) => {
  const { consentTermMonths } = readOperator(services.env)
  const version = await publishDueVersion(
    systemContext(services, 'publish-due-policy', job),
    (locale, facts) => purposeBase(locale, facts, consentTermMonths),
  )
  if (version !== null) services.log.info({ version }, 'a version of the policy is published')
}

const versionSchema = z.object({ version: z.number().int().min(1) })

/** Consents to what a version has changed end; people are asked again, and only about that. */
export const endChangedConsentsTask: Task = async ({ services }, payload, job) => {
  const { version } = versionSchema.parse(payload)
  const ctx = systemContext(services, 'end-changed-consents', job)
  const ended = await endChangedConsents(ctx, version)
  // Afterwards: the mail names what has ended.
  await tellPeople(ctx, { version, after: null })
  services.log.info({ version, ...ended }, 'consents to what the policy changed have ended')
}

/** Consents that came in below a version that changed what they cover: imported, or committed while it was published. */
export const endOutdatedConsentsTask: Task = async ({ services }, _payload, job) => {
  const ended = await endOutdatedConsents(systemContext(services, 'end-outdated-consents', job))
  if (ended.consents > 0)
    services.log.info(ended, 'consents below a changed version of the policy have ended')
}

const batchSchema = versionSchema.extend({ after: z.uuid() })

/** The next people are told about a version. */
export const tellPolicyTask: Task = async ({ services }, payload, job) => {
  const ctx = systemContext(services, 'tell-policy', job)
  const people = await tellPeople(ctx, batchSchema.parse(payload))
  services.log.info({ people }, 'mail about the policy is on its way')
}

export const sendPolicyMail = defineMail({
  task: 'send-policy-mail',
  payload: z.object({ version: z.coerce.number().int().min(1), subjectId: z.uuid() }),
  read: async (ctx, about) => {
    const mail = await readPolicyMail(ctx, about)
    return mail && { ...mail, titles: await readChoiceTitles(ctx, mail.locale) }
  },
  write: (mail, portal) => policyMessage(mail, portal, mail.titles),
  id: ({ version, subjectId }) => ['policy', `${version} ${subjectId}`],
})
