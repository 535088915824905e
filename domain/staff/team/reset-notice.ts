import { eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffInvitation, staffMember } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { membersByRole } from './members-by-role.ts'
import { staffNames } from './read-team.ts'

/** One email to each administrator that the access of a member is being restored. */
export async function enqueueResetNotices(
  tx: Transaction,
  ctx: Context,
  invitationId: string,
): Promise<void> {
  for (const { staffId } of await membersByRole(tx, ctx.services.keys, ['administrator']))
    await enqueue(tx, 'send-staff-reset-notice', { invitationId, staffId })
}

export type ResetNotice = {
  to: string
  locale: Locale
  /** Whose access it is. */
  member: { staffId: string; name: string }
  /** Who restored it; null at the command line. */
  by: string | null
  /** From when the link works; null: at once. */
  validFrom: Date | null
}

/** What the job `send-staff-reset-notice` sends; null for who is no administrator any more. */
export async function readResetNotice(
  ctx: Context,
  { invitationId, staffId }: { invitationId: string; staffId: string },
): Promise<ResetNotice | null> {
  authorize(ctx.actor, 'staff-invitation-mail.read')
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const [invitation] = await tx
      .select({
        staffId: staffInvitation.staffId,
        invitedBy: staffInvitation.invitedBy,
        linksValidFrom: staffMember.linksValidFrom,
      })
      .from(staffInvitation)
      .innerJoin(staffMember, eq(staffMember.staffId, staffInvitation.staffId))
      .where(eq(staffInvitation.invitationId, invitationId))
    const reader = (await membersByRole(tx, keys, ['administrator'])).find((one) => one.staffId === staffId)
    if (!invitation || !reader) return null
    const { invitedBy, linksValidFrom } = invitation
    const names = await staffNames(tx, keys, [invitation.staffId, ...(invitedBy ? [invitedBy] : [])])
    return {
      to: reader.email,
      locale: reader.locale,
      member: { staffId: invitation.staffId, name: names.get(invitation.staffId) ?? '' },
      by: invitedBy && (names.get(invitedBy) ?? null),
      validFrom: linksValidFrom,
    }
  })
}
