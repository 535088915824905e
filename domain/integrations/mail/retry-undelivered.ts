import { and, eq, inArray } from 'drizzle-orm'
import { undeliveredMail } from '#db/schema/integrations.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { enqueueRetries, takenForMs } from './release-undelivered.ts'

/** More at once are sent by a second call. */
const mostAtOnce = 1000

/**
 * Sends messages again that were given up, with all tries of a new one: one, or without `mailId` all of them. Returns how many;
 * 0 when somebody did so before.
 */
export async function retryUndelivered(
  ctx: Context,
  { mailId }: { mailId?: string | undefined },
): Promise<number> {
  authorize(ctx.actor, 'mail.retry')
  return ctx.transaction(async (tx) => {
    const isGivenUp = eq(undeliveredMail.state, 'given-up')
    const found = await tx
      .select({ mailId: undeliveredMail.mailId, task: undeliveredMail.task })
      .from(undeliveredMail)
      .where(mailId === undefined ? isGivenUp : and(isGivenUp, eq(undeliveredMail.mailId, mailId)))
      .limit(mostAtOnce)
      .for('update', { skipLocked: true })
    if (found.length === 0) return 0
    const ids = found.map((one) => one.mailId)
    await tx
      .update(undeliveredMail)
      .set({ state: 'waiting', tries: 0, nextTryAt: new Date(ctx.clock.now().getTime() + takenForMs) })
      .where(inArray(undeliveredMail.mailId, ids))
    await enqueueRetries(tx, found)
    await append(
      tx,
      ctx.auditedAs,
      ...ids.map((id) => ({ action: 'mail.retry' as const, resource: `mail:${id}` })),
    )
    return ids.length
  })
}
