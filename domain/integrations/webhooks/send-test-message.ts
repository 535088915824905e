import { eq } from 'drizzle-orm'
import { webhookEndpoint } from '#db/schema/integrations.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { newId } from '#platform/ids.ts'
import { nobody, type WebhookMessage } from '../rules/webhook-message.ts'
import { enqueueWebhooks } from './enqueue-webhooks.ts'

/**
 * Sends an endpoint a test message, signed like any other, whatever events it subscribes to. It is delivered in turn after
 * other messages that concern no subject. Throws `Denied`, `SudoNeeded`.
 */
export async function sendTestMessage(
  ctx: Context,
  endpointId: string,
): Promise<{ status: 'done' } | { status: 'refused'; code: 'gone' | 'endpoint-off' }> {
  authorize(ctx.actor, 'integrations.manage')
  requireSudo(ctx)
  return ctx.transaction(async (tx) => {
    const [endpoint] = await tx
      .select({ createdAt: webhookEndpoint.createdAt, disabledAt: webhookEndpoint.disabledAt })
      .from(webhookEndpoint)
      .where(eq(webhookEndpoint.endpointId, endpointId))
      .for('share')
    if (!endpoint) return { status: 'refused', code: 'gone' }
    if (endpoint.disabledAt) return { status: 'refused', code: 'endpoint-off' }
    const listener = { endpointId, events: ['webhook.test'], createdAt: endpoint.createdAt }
    const now = ctx.clock.now()
    const message: WebhookMessage = {
      subjectId: nobody,
      event: 'webhook.test',
      at: now,
      tie: 0,
      source: `test:${newId()}`,
      data: { endpointId },
    }
    await enqueueWebhooks(tx, [listener], [message], now)
    await append(tx, ctx.auditedAs, { action: 'webhook.test', resource: `webhook:${endpointId}` })
    return { status: 'done' }
  })
}
