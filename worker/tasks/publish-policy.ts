import { z } from 'zod'
import { endChangedConsents } from '#domain/consent/changed/end-changed-consents.ts'
import { publishDue } from '#domain/policy/drafts/publish-due.ts'
import { systemContext, type Task } from '../task.ts'

/** Makes the approved version the one in force when its date has come. */
export const publishDueTask: Task = async ({ services }, _payload, job) => {
  const version = await publishDue(systemContext(services, 'publish-due-policy', job))
  if (version !== null) services.log.info({ version }, 'a version of the policy is published')
}

const versionSchema = z.object({ version: z.number().int().min(1) })

/** Consents to what a version has changed end; people are asked again, and only about that. */
export const endChangedConsentsTask: Task = async ({ services }, payload, job) => {
  const { version } = versionSchema.parse(payload)
  const ended = await endChangedConsents(systemContext(services, 'end-changed-consents', job), version)
  services.log.info({ version, ...ended }, 'consents to what the policy changed have ended')
}
