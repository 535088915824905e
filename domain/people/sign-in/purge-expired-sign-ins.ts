import { lt, or } from 'drizzle-orm'
import { emailChange, subjectSession } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { purgeVerifications } from '#domain/access/email-verification.ts'
import { authorize } from '#domain/access/permissions.ts'
import { purgeRateLimits } from '#platform/rate-limit.ts'

const DAY = 86_400_000

/**
 * Removes what sign-in leaves behind: sessions, links, codes and changes of address a day after they expired, and
 * counters. Run by the schedule. None of these rows is valid any more, and the audit log keeps its own records of them.
 */
// no audit record: expired rows; signing in and out have theirs
export async function purgeExpiredSignIns(
  ctx: Context,
): Promise<{ sessions: number; verifications: number; changes: number }> {
  authorize(ctx.actor, 'sign-in.sweep')
  const now = ctx.clock.now()
  const yesterday = new Date(now.getTime() - DAY)
  const swept = await ctx.transaction(async (tx) => {
    const sessions = await tx
      .delete(subjectSession)
      .where(lt(subjectSession.expiresAt, yesterday))
      .returning({ at: subjectSession.expiresAt })
    const verifications = await purgeVerifications(tx, yesterday)
    const changes = await tx
      .delete(emailChange)
      .where(or(lt(emailChange.expiresAt, yesterday), lt(emailChange.closedAt, yesterday)))
      .returning({ at: emailChange.expiresAt })
    return { sessions: sessions.length, verifications, changes: changes.length }
  })
  await purgeRateLimits(ctx.services)
  return swept
}
