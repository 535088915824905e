import { and, eq, isNotNull } from 'drizzle-orm'
import { webhookDelivery, webhookEndpoint } from '#db/schema/integrations.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { wakeSenders } from './enqueue-webhooks.ts'

export type ReplayResult =
  | { status: 'done'; count: number }
  | { status: 'refused'; code: 'gone' | 'endpoint-off' }

/**
 * Sends failed messages again under their ids, with a day of attempts: one, or without `deliveryId` all of the
 * endpoint. They go before newer ones of the same subject.
 */
export async function replayDelivery(
  ctx: Context,
  { endpointId, deliveryId }: { endpointId: string; deliveryId?: string | undefined },
): Promise<ReplayResult> {
  authorize(ctx.actor, 'integrations.manage')
  requireSudo(ctx)
  return ctx.transaction(async (tx) => {
    const [endpoint] = await tx
      .select({ disabledAt: webhookEndpoint.disabledAt })
      .from(webhookEndpoint)
      .where(eq(webhookEndpoint.endpointId, endpointId))
      .for('share')
    if (!endpoint) return { status: 'refused', code: 'gone' }
    if (endpoint.disabledAt) return { status: 'refused', code: 'endpoint-off' }
    const again = await tx
      .update(webhookDelivery)
      .set({ deadAt: null, attempts: 0, lastAttemptAt: null, lastOutcome: null, notBefore: null })
      .where(
        and(
          eq(webhookDelivery.endpointId, endpointId),
          isNotNull(webhookDelivery.deadAt),
          deliveryId === undefined ? undefined : eq(webhookDelivery.deliveryId, deliveryId),
        ),
      )
      .returning({ subjectId: webhookDelivery.subjectId })
    if (again.length === 0) return { status: 'refused', code: 'gone' }
    const people = [...new Set(again.map(({ subjectId }) => subjectId))]
    await wakeSenders(
      tx,
      people.map((subjectId) => ({ subjectId, endpointId })),
    )
    const resource = deliveryId === undefined ? `webhook:${endpointId}` : `webhook-delivery:${deliveryId}`
    await append(tx, ctx.auditedAs, { action: 'webhook.replay', resource })
    return { status: 'done', count: again.length }
  })
}
