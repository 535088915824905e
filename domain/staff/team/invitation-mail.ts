import { and, eq, gt, isNull } from 'drizzle-orm'
import { staffInvitation, staffMember } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { staffInvitationToken } from '#domain/access/email-verification.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { openMembers } from '../record/staff-fields.ts'

export type StaffInvitationMail = {
  to: string
  locale: Locale
  token: string
  /** From when the link works; null: at once. */
  validFrom: Date | null
  expiresAt: Date
}

/** What the job `send-staff-invitation` sends, the same at every repeat; null when the link was used, replaced or is over. */
export async function readStaffInvitationMail(
  ctx: Context,
  invitationId: string,
): Promise<StaffInvitationMail | null> {
  authorize(ctx.actor, 'staff-invitation-mail.read')
  const { keys } = ctx.services
  return ctx.transaction(async (tx) => {
    const [found] = await tx
      .select({ member: staffMember, expiresAt: staffInvitation.expiresAt })
      .from(staffInvitation)
      .innerJoin(staffMember, eq(staffMember.staffId, staffInvitation.staffId))
      .where(
        and(
          eq(staffInvitation.invitationId, invitationId),
          isNull(staffInvitation.consumedAt),
          gt(staffInvitation.expiresAt, ctx.clock.now()),
        ),
      )
    if (!found) return null
    const opened = (await openMembers(tx, keys, [found.member])).get(found.member.staffId)
    if (!opened) return null
    const { locale, linksValidFrom } = found.member
    const isLater = linksValidFrom !== null && linksValidFrom > ctx.clock.now()
    return {
      to: opened.email,
      locale,
      token: staffInvitationToken(keys, invitationId),
      validFrom: isLater ? linksValidFrom : null,
      expiresAt: found.expiresAt,
    }
  })
}
