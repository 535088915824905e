import type { Context } from '../people/context.ts'
import { authorize } from '../people/permissions.ts'
import { listVersions } from '../policy/queries.ts'
import { listenersFor, tellWebhooks } from './tell-webhooks.ts'
import { nobody } from './webhook-message.ts'

/** Tells that a version of the policy is published. */
export async function tellOfPolicy(ctx: Context, version: number): Promise<void> {
  authorize(ctx.actor, 'policy.tell')
  const told = (await listVersions(ctx, ctx.locale)).find((one) => one.version === version)
  if (!told?.publishedAt) return
  const { lastUpdatedOn, effectiveOn, material, sha256, publishedAt } = told
  await ctx.transaction(async (tx) => {
    const at = new Date(publishedAt)
    const listeners = (await listenersFor(tx, ['policy.published'])).filter((one) => one.createdAt <= at)
    await tellWebhooks(tx, listeners, [
      {
        ...{ subjectId: nobody, event: 'policy.published', at, tie: version },
        source: `policy:${version}`,
        data: { version, lastUpdatedOn, effectiveOn, material, sha256, publishedAt },
      },
    ])
  })
}
