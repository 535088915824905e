import { eq, isNull } from 'drizzle-orm'
import { webhookEndpoint } from '#db/schema/integrations.ts'
import { isUniqueViolation } from '#db/unique-violation.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { newId } from '#platform/ids.ts'
import type { NewEndpoint } from '../rules/integration-schemas.ts'
import { endpointUrl, type UrlFault } from './endpoint-url.ts'
import { decryptSecrets, encryptSecrets, newSecret, oldSecretLastsMs } from './webhook-secret.ts'

export const mostEndpoints = 20

export type EndpointResult =
  | { status: 'done'; endpointId: string; secret: string }
  | { status: 'refused'; code: UrlFault | 'too-many' | 'url-known' }

/**
 * Makes an endpoint. Its secret is in the answer and can be read nowhere else. Of two with one address only one can be on:
 * the receiver would be sent everything twice, under two ids.
 */
export async function createEndpoint(ctx: Context, { url, events }: NewEndpoint): Promise<EndpointResult> {
  authorize(ctx.actor, 'integrations.manage')
  requireSudo(ctx)
  const accepted = endpointUrl(url, ctx.services.env.webhookLoopback)
  if ('code' in accepted) return { status: 'refused', code: accepted.code }
  const endpointId = newId()
  const secret = newSecret()
  const made = ctx.transaction<EndpointResult>(async (tx) => {
    const held = await tx.$count(webhookEndpoint, isNull(webhookEndpoint.disabledAt))
    if (held >= mostEndpoints) return { status: 'refused', code: 'too-many' }
    await tx.insert(webhookEndpoint).values({
      endpointId,
      url: accepted.url,
      events: [...new Set(events)],
      secretSealed: encryptSecrets(ctx.services.keys, endpointId, { current: secret }),
      createdById: actorId(ctx.actor),
      createdAt: ctx.clock.now(),
    })
    await append(tx, ctx.auditedAs, {
      action: 'webhook.create',
      resource: `webhook:${endpointId}`,
      fields: events,
    })
    return { status: 'done', endpointId, secret }
  })
  return made.catch((error) => {
    if (isUniqueViolation(error)) return { status: 'refused', code: 'url-known' }
    throw error
  })
}

/** A new secret, shown once. The one before signs beside it for a day, so that the receiver can change over. */
export async function rotateSecret(
  ctx: Context,
  endpointId: string,
): Promise<{ status: 'done'; secret: string } | { status: 'refused'; code: 'gone' }> {
  authorize(ctx.actor, 'integrations.manage')
  requireSudo(ctx)
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const isIt = eq(webhookEndpoint.endpointId, endpointId)
    const [row] = await tx.select().from(webhookEndpoint).where(isIt).for('update')
    if (!row) return { status: 'refused', code: 'gone' }
    const secret = newSecret()
    const until = ctx.clock.now().getTime() + oldSecretLastsMs
    const previous = { secret: decryptSecrets(keys, endpointId, row.secretSealed).current, until }
    const secretSealed = encryptSecrets(keys, endpointId, { current: secret, previous })
    await tx.update(webhookEndpoint).set({ secretSealed }).where(isIt)
    await append(tx, ctx.auditedAs, { action: 'webhook.rotate-secret', resource: `webhook:${endpointId}` })
    return { status: 'done', secret }
  })
}
