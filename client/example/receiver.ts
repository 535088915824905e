import { createServer, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import type { WebhookMessage } from '../types.ts'
import { readWebhook, WebhookRefused } from '../webhook.ts'
import { newsletter } from './newsletter.ts'
import type { Subscribers } from './subscribers.ts'

/** Hears from the portal who withdrew, and takes them out of the cache at once. */
export function createReceiver(secret: string, subscribers: Subscribers): Server {
  return createServer(async (req, res) => {
    try {
      // The text as received: parsed and serialised JSON has another signature.
      const message = await readWebhook(await text(req), req.headers, secret)
      if (subscribers.once(message.id) && isWithdrawal(message)) subscribers.drop(message.data.subject)
      res.writeHead(204).end()
    } catch (error) {
      res.writeHead(error instanceof WebhookRefused ? 401 : 400).end()
    }
  })
}

/** A withdrawal from this newsletter. */
function isWithdrawal(
  message: WebhookMessage,
): message is Extract<WebhookMessage, { type: 'choice.recorded' }> {
  if (message.type !== 'choice.recorded') return false
  const { decision, purpose, topic, channel } = message.data
  const isOurs =
    purpose === newsletter.purpose && topic === newsletter.topic && channel === newsletter.channel
  return isOurs && decision === 'withdrawn'
}
