import { z } from 'zod'
import { publishHeldChoices } from '#domain/integrations/webhooks/publish-consent-events.ts'
import { publishPersonErased } from '#domain/integrations/webhooks/publish-person-erased.ts'
import { publishPolicyEvent } from '#domain/integrations/webhooks/publish-policy-event.ts'
import { publishRequestEvent } from '#domain/integrations/webhooks/publish-request-event.ts'
import { sendWebhooks } from '#domain/integrations/webhooks/send-webhooks.ts'
import { wakeWebhooks } from '#domain/integrations/webhooks/wake-webhooks.ts'
import { postMessage } from '#platform/outgoing/post-message.ts'
import { systemContext, type Task } from '../task.ts'

const pairSchema = z.object({ subjectId: z.uuid(), endpointId: z.uuid() })
const requestSchema = z.object({ subjectId: z.uuid(), requestId: z.uuid() })
const heldSchema = z.object({ subjectId: z.uuid(), since: z.string().nullable() })
const versionSchema = z.object({ version: z.int() })

/** What waits for one person and endpoint. */
export const sendWebhooksTask: Task = ({ services }, payload, job) => {
  const loopback = services.env.webhookLoopback
  const ctx = systemContext(services, 'send-webhooks', job)
  return sendWebhooks(ctx, pairSchema.parse(payload), (url, message) =>
    postMessage(url, message, { loopback }),
  )
}

export const publishRequestEventTask: Task = ({ services }, payload, job) =>
  publishRequestEvent(systemContext(services, 'publish-request-event', job), requestSchema.parse(payload))

export const publishPersonErasedTask: Task = ({ services }, payload, job) =>
  publishPersonErased(systemContext(services, 'publish-person-erased', job), requestSchema.parse(payload))

/** A restriction was lifted. */
export const publishHeldChoicesTask: Task = ({ services }, payload, job) =>
  publishHeldChoices(systemContext(services, 'publish-held-choices', job), heldSchema.parse(payload))

export const publishPolicyEventTask: Task = ({ services }, payload, job) =>
  publishPolicyEvent(
    systemContext(services, 'publish-policy-event', job),
    versionSchema.parse(payload).version,
  )

/** Every ten minutes: nothing should ever be found. */
export const wakeWebhooksTask: Task = async ({ services }, _payload, job) => {
  const woken = await wakeWebhooks(systemContext(services, 'wake-webhooks', job))
  if (woken > 0) services.log.warn({ woken }, 'webhooks waited without a job and were woken')
}
