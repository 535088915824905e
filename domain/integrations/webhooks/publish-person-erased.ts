import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readErasedPerson } from '#domain/fulfilment/erase/read-erased-person.ts'
import { enqueueWebhooks, listenersFor } from './enqueue-webhooks.ts'

/** Tells programs that a person's data was deleted, once. People without a platform id are skipped. Throws `Denied`. */
// no audit record: queues a message about an erasure that has one
export async function publishPersonErased(
  ctx: Context,
  key: { subjectId: string; requestId: string },
): Promise<void> {
  authorize(ctx.actor, 'requests.tell')
  await ctx.transaction(async (tx) => {
    const erased = await readErasedPerson(tx, ctx, key)
    if (!erased) return
    const { externalId, erasedAt, result } = erased
    const listeners = (await listenersFor(tx, ['person.erased'])).filter(
      ({ createdAt }) => createdAt <= erasedAt,
    )
    const message = {
      subjectId: key.subjectId,
      event: 'person.erased' as const,
      at: erasedAt,
      tie: 0,
      source: `person-erased:${key.requestId}`,
      data: { subject: externalId, erasedAt: erasedAt.toISOString(), result },
    }
    await enqueueWebhooks(tx, listeners, [message], ctx.clock.now())
  })
}
