import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { webhookDelivery, webhookEndpoint } from '#db/schema/integrations.ts'
import { isUniqueViolation } from '#db/unique-violation.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'

/** False: it was off already, or is not there. */
export async function disableEndpoint(ctx: Context, endpointId: string): Promise<boolean> {
  authorize(ctx.actor, 'integrations.manage')
  requireSudo(ctx)
  return ctx.transaction((tx) => turnOff(tx, ctx, endpointId, 'by-hand'))
}

/**
 * Turns an endpoint on with its old secret; events in between are not sent. False: it was on already, or another one with
 * its address is.
 */
export async function enableEndpoint(ctx: Context, endpointId: string): Promise<boolean> {
  authorize(ctx.actor, 'integrations.manage')
  requireSudo(ctx)
  const turned = ctx.transaction(async (tx) => {
    const changed = await tx
      .update(webhookEndpoint)
      .set({ disabledAt: null })
      .where(and(eq(webhookEndpoint.endpointId, endpointId), isNotNull(webhookEndpoint.disabledAt)))
      .returning({ endpointId: webhookEndpoint.endpointId })
    if (changed.length === 0) return false
    await append(tx, ctx.auditedAs, { action: 'webhook.enable', resource: `webhook:${endpointId}` })
    return true
  })
  return turned.catch((error) => {
    if (isUniqueViolation(error)) return false
    throw error
  })
}

/** Off from now on. What still waited is given up, so that nothing old is sent should it be turned on again. */
export async function turnOff(
  tx: Transaction,
  ctx: Context,
  endpointId: string,
  reason: 'by-hand' | 'gone',
): Promise<boolean> {
  const now = ctx.clock.now()
  const changed = await tx
    .update(webhookEndpoint)
    .set({ disabledAt: now })
    .where(and(eq(webhookEndpoint.endpointId, endpointId), isNull(webhookEndpoint.disabledAt)))
    .returning({ endpointId: webhookEndpoint.endpointId })
  if (changed.length === 0) return false
  await tx
    .update(webhookDelivery)
    .set({ deadAt: now, lastOutcome: 'endpoint-off' })
    .where(
      and(
        eq(webhookDelivery.endpointId, endpointId),
        isNull(webhookDelivery.deliveredAt),
        isNull(webhookDelivery.deadAt),
      ),
    )
  await append(tx, ctx.auditedAs, { action: 'webhook.disable', resource: `webhook:${endpointId}`, reason })
  return true
}
