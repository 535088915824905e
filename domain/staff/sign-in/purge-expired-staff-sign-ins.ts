import { and, isNull, lt } from 'drizzle-orm'
import { passkeyChallenge, staffInvitation, staffSession } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'

const DAY = 86_400_000

/** Deletes sessions a day after they expired, questions to passkeys, and the contents of old invitations. Scheduled. */
// no audit record: expired rows; signing in and out have theirs
export async function purgeExpiredStaffSignIns(ctx: Context): Promise<void> {
  authorize(ctx.actor, 'staff-sign-in.sweep')
  const now = ctx.clock.now()
  await ctx.transaction(async (tx) => {
    await tx.delete(staffSession).where(lt(staffSession.expiresAt, new Date(now.getTime() - DAY)))
    await tx.delete(passkeyChallenge).where(lt(passkeyChallenge.expiresAt, now))
    await tx
      .update(staffInvitation)
      .set({ consumedAt: now, passwordHash: null, totpSealed: null })
      .where(and(isNull(staffInvitation.consumedAt), lt(staffInvitation.expiresAt, now)))
    await tx.delete(staffInvitation).where(lt(staffInvitation.consumedAt, new Date(now.getTime() - 30 * DAY)))
  })
}
