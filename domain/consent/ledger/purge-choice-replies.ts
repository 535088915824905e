import { lt } from 'drizzle-orm'
import { choiceReply } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'

const keptMs = 30 * 86_400_000

/** Deletes answers kept for repeats after thirty days. Returns how many. */
// no audit record: answers kept for repeats; the choices themselves stay in the ledger
export async function purgeChoiceReplies(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'choices.sweep')
  const before = new Date(ctx.clock.now().getTime() - keptMs)
  const gone = await ctx.transaction((tx) =>
    tx.delete(choiceReply).where(lt(choiceReply.at, before)).returning({ at: choiceReply.at }),
  )
  return gone.length
}
