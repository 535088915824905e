import { z } from 'zod'
import { sendWebhooks } from '#domain/integrations/send-webhooks.ts'
import { wakeWebhooks } from '#domain/integrations/sweep-webhooks.ts'
import { tellOfPolicy } from '#domain/integrations/tell-of-policy.ts'
import { tellOfRequest } from '#domain/integrations/tell-of-request.ts'
import { postMessage } from '#platform/outgoing/post-message.ts'
import { systemContext, type Task } from '../task.ts'

const pairSchema = z.object({ subjectId: z.uuid(), endpointId: z.uuid() })
const requestSchema = z.object({ subjectId: z.uuid(), requestId: z.uuid() })
const versionSchema = z.object({ version: z.int() })

/** What waits for one person and endpoint. */
export const sendWebhooksTask: Task = ({ services }, payload, job) => {
  const loopback = services.env.webhookLoopback
  const ctx = systemContext(services, 'send-webhooks', job)
  return sendWebhooks(ctx, pairSchema.parse(payload), (url, message) =>
    postMessage(url, message, { loopback }),
  )
}

export const tellOfRequestTask: Task = ({ services }, payload, job) =>
  tellOfRequest(systemContext(services, 'tell-of-request', job), requestSchema.parse(payload))

export const tellOfPolicyTask: Task = ({ services }, payload, job) =>
  tellOfPolicy(systemContext(services, 'tell-of-policy', job), versionSchema.parse(payload).version)

/** Every ten minutes: nothing should ever be found. */
export const wakeWebhooksTask: Task = async ({ services }, _payload, job) => {
  const woken = await wakeWebhooks(systemContext(services, 'wake-webhooks', job))
  if (woken > 0) services.log.warn({ woken }, 'webhooks waited without a job and were woken')
}
