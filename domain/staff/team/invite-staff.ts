import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffInvitation, staffMember, staffRole } from '#db/schema/staff.ts'
import { isUniqueViolation } from '#db/unique-violation.ts'
import type { StaffRole } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { staffInvitationToken } from '#domain/access/email-verification.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { newKey } from '#domain/people/record/person-records.ts'
import { hashToken } from '#platform/crypto/tokens.ts'
import { newId } from '#platform/ids.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { memberPlace, staffEmailIndex } from '../record/staff-fields.ts'
import { requireSudo } from '../sign-in/step-up.ts'

/** Three days. */
export const INVITATION_LASTS_MS = 72 * 3_600_000

export type InviteStaffInput = {
  /** As `parseEmailAddress` spells it. */
  email: string
  fullName: string | null
  roles: readonly StaffRole[]
  locale: Locale
}

export type Invited = { status: 'invited'; staffId: string; invitationId: string; expiresAt: Date }

/** Makes a member who has yet to set a password and an authenticator, and mails them the link. `known`: the address is taken. */
export async function inviteStaff(
  ctx: Context,
  input: InviteStaffInput,
): Promise<Invited | { status: 'refused'; code: 'known' }> {
  authorize(ctx.actor, 'staff.invite')
  requireSudo(ctx)
  const { keys } = ctx.services
  const staffId = newId()
  try {
    return await ctx.transaction(async (tx) => {
      const { cipher } = await newKey(tx, ctx.services, staffId)
      await tx.insert(staffMember).values({
        staffId,
        status: 'invited',
        locale: input.locale,
        emailSealed: cipher.encrypt(memberPlace(staffId, 'email'), input.email),
        emailIndex: staffEmailIndex(keys, input.email),
        nameSealed: input.fullName ? cipher.encrypt(memberPlace(staffId, 'fullName'), input.fullName) : null,
        createdAt: ctx.clock.now(),
      })
      await append(tx, ctx.auditedAs, { action: 'staff.invite', resource: `staff:${staffId}` })
      await grantRoles(tx, ctx, staffId, input.roles)
      return await newInvitation(tx, ctx, staffId)
    })
  } catch (error) {
    if (isUniqueViolation(error)) return { status: 'refused', code: 'known' }
    throw error
  }
}

/** Grants roles, each with an audit record. */
export async function grantRoles(
  tx: Transaction,
  ctx: Context,
  staffId: string,
  roles: readonly StaffRole[],
) {
  if (roles.length === 0) return
  const grantedBy = ctx.actor.kind === 'staff' ? ctx.actor.staffId : null
  const grantedAt = ctx.clock.now()
  await tx.insert(staffRole).values(roles.map((role) => ({ staffId, role, grantedBy, grantedAt })))
  for (const role of roles)
    await append(tx, ctx.auditedAs, {
      action: 'staff.grant-role',
      resource: `staff:${staffId}`,
      reason: role,
    })
}

/** A new link, which ends those before it, and the job that mails it. In the caller's transaction. */
export async function newInvitation(tx: Transaction, ctx: Context, staffId: string): Promise<Invited> {
  const now = ctx.clock.now()
  const invitationId = newId()
  const [member] = await tx
    .select({ linksValidFrom: staffMember.linksValidFrom })
    .from(staffMember)
    .where(eq(staffMember.staffId, staffId))
  const worksFrom = Math.max(now.getTime(), member?.linksValidFrom?.getTime() ?? 0)
  const expiresAt = new Date(worksFrom + INVITATION_LASTS_MS)
  await tx
    .update(staffInvitation)
    .set({ consumedAt: now, passwordHash: null, totpSealed: null })
    .where(and(eq(staffInvitation.staffId, staffId), isNull(staffInvitation.consumedAt)))
  await tx.insert(staffInvitation).values({
    invitationId,
    staffId,
    tokenHash: hashToken(staffInvitationToken(ctx.services.keys, invitationId)),
    invitedBy: ctx.actor.kind === 'staff' ? ctx.actor.staffId : null,
    createdAt: now,
    expiresAt,
  })
  await enqueue(tx, 'send-staff-invitation', { invitationId })
  return { status: 'invited', staffId, invitationId, expiresAt }
}
