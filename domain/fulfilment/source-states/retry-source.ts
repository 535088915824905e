import { and, eq, isNotNull } from 'drizzle-orm'
import { z } from 'zod'
import { sourceState } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'

export const retrySourceSchema = z.strictObject({ source: z.string().min(1).max(60) })

/**
 * Lets the worker look at a failing source now; what waits for it goes on when it is well. False when it no longer fails.
 * Throws `Denied`.
 */
export async function retrySource(
  ctx: Context,
  { source }: z.output<typeof retrySourceSchema>,
): Promise<boolean> {
  authorize(ctx.actor, 'sources.retry')
  return ctx.transaction(async (tx) => {
    const due = await tx
      .update(sourceState)
      .set({ nextTryAt: ctx.clock.now() })
      .where(and(eq(sourceState.source, source), isNotNull(sourceState.failingSince)))
      .returning({ source: sourceState.source })
    if (due.length === 0) return false
    await append(tx, ctx.auditedAs, { action: 'source.retry', reason: source })
    await enqueue(tx, 'check-sources', {}, { key: 'check-sources' })
    return true
  })
}
