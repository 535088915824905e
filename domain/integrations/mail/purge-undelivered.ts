import { and, eq, lt } from 'drizzle-orm'
import { undeliveredMail } from '#db/schema/integrations.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'

/** How long a message that was given up is listed. */
export const keptDays = 90

/** Deletes what was given up more than ninety days ago. */
// no audit record: that it was given up is on record
export async function purgeUndelivered(ctx: Context): Promise<void> {
  authorize(ctx.actor, 'mail.deliver')
  const before = new Date(ctx.clock.now().getTime() - keptDays * 86_400_000)
  await ctx.transaction((tx) =>
    tx
      .delete(undeliveredMail)
      .where(and(eq(undeliveredMail.state, 'given-up'), lt(undeliveredMail.lastTriedAt, before))),
  )
}
