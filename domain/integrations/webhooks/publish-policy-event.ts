import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { listVersions } from '#domain/policy/versions/read-policy.ts'
import { nobody, type WebhookMessage } from '../rules/webhook-message.ts'
import { enqueueWebhooks, listenersFor } from './enqueue-webhooks.ts'

/** Tells that a version of the policy is published. */
// no audit record: queues a message about a publication that has one
export async function publishPolicyEvent(ctx: Context, version: number): Promise<void> {
  authorize(ctx.actor, 'policy.tell')
  const told = (await listVersions(ctx, ctx.locale)).find((one) => one.version === version)
  if (!told?.publishedAt) return
  const { lastUpdatedOn, effectiveOn, material, sha256, publishedAt } = told
  await ctx.transaction(async (tx) => {
    const at = new Date(publishedAt)
    const listeners = (await listenersFor(tx, ['policy.published'])).filter((one) => one.createdAt <= at)
    const message: WebhookMessage = {
      subjectId: nobody,
      event: 'policy.published',
      at,
      tie: version,
      source: `policy:${version}`,
      data: { version, lastUpdatedOn, effectiveOn, material, sha256, publishedAt },
    }
    await enqueueWebhooks(tx, listeners, [message], ctx.clock.now())
  })
}
