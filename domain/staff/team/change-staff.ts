import { and, eq, inArray } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { AuditAction } from '#db/schema/audit-codes.ts'
import { staffMember, staffPasskey, staffRole } from '#db/schema/staff.ts'
import type { StaffRole } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize, type Permission } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { endStaffAccess } from '../sessions/staff-sessions.ts'
import { lockMember, type Member } from '../sign-in/consume-code.ts'
import { requireSudo } from '../sign-in/step-up.ts'
import { grantRoles, newInvitation } from './invite-staff.ts'
import { isLastAdministrator } from './last-administrator.ts'
import { enqueueResetNotices } from './reset-notice.ts'

/** `not-now`: the account is in a state in which this cannot be done, e.g. disabled already. */
export type ChangeResult =
  | { status: 'done' }
  | { status: 'refused'; code: 'gone' | 'last-administrator' | 'yourself' | 'not-now' }

const done = { status: 'done' } as const
type Refusal = Extract<ChangeResult, { status: 'refused' }>
const refused = (code: Refusal['code']): Refusal => ({ status: 'refused', code })

/** What else a change of a member's access brings with it, in the same transaction. */
export type AfterChange = (tx: Transaction, staffId: string) => Promise<void>

/** Permission, a code given lately, the member locked: what every change here begins with. */
function change(
  ctx: Context,
  permission: Permission,
  staffId: string,
  run: (tx: Transaction, member: Member) => Promise<ChangeResult>,
): Promise<ChangeResult> {
  authorize(ctx.actor, permission)
  requireSudo(ctx)
  return ctx.transaction(async (tx) => {
    const member = await lockMember(tx, staffId)
    return member ? run(tx, member) : refused('gone')
  })
}

const isSelf = (ctx: Context, staffId: string) => ctx.actor.kind === 'staff' && ctx.actor.staffId === staffId

const record = (
  tx: Transaction,
  ctx: Context,
  action: AuditAction,
  staffId: string,
  fields?: readonly string[],
) => append(tx, ctx.auditedAs, { action, resource: `staff:${staffId}`, fields })

/** Sets exactly these roles; each given and each taken is recorded. Counts from the member's next request. */
export function changeStaffRoles(
  ctx: Context,
  staffId: string,
  roles: readonly StaffRole[],
  after?: AfterChange,
) {
  return change(ctx, 'staff.change-roles', staffId, async (tx) => {
    const rows = await tx.select().from(staffRole).where(eq(staffRole.staffId, staffId))
    const held = rows.map(({ role }) => role)
    const taken = held.filter((role) => !roles.includes(role))
    if (taken.includes('administrator') && (await isLastAdministrator(tx, staffId)))
      return refused('last-administrator')
    if (taken.length > 0)
      await tx.delete(staffRole).where(and(eq(staffRole.staffId, staffId), inArray(staffRole.role, taken)))
    for (const role of taken)
      await append(tx, ctx.auditedAs, {
        action: 'staff.take-role',
        resource: `staff:${staffId}`,
        reason: role,
      })
    const given = roles.filter((role) => !held.includes(role))
    await grantRoles(tx, ctx, staffId, given)
    await after?.(tx, staffId)
    return done
  })
}

/** Ends everything at once: sessions, sign-ins under way, invitations. The next request of the member is refused. */
export function disableStaff(ctx: Context, staffId: string, after?: AfterChange) {
  return change(ctx, 'staff.disable', staffId, async (tx, member) => {
    if (isSelf(ctx, staffId)) return refused('yourself')
    if (member.status === 'disabled') return refused('not-now')
    if (await isLastAdministrator(tx, staffId)) return refused('last-administrator')
    await tx.update(staffMember).set({ status: 'disabled' }).where(eq(staffMember.staffId, staffId))
    await endStaffAccess(tx, staffId, ctx.clock.now())
    await record(tx, ctx, 'staff.disable', staffId)
    await after?.(tx, staffId)
    return done
  })
}

/** Restores access with the old password and authenticator; a member who had none gets a new link. */
export function enableStaff(ctx: Context, staffId: string) {
  return change(ctx, 'staff.enable', staffId, async (tx, member) => {
    if (member.status !== 'disabled') return refused('not-now')
    const status = member.passwordHash && member.totpSealed ? 'active' : 'invited'
    await tx.update(staffMember).set({ status }).where(eq(staffMember.staffId, staffId))
    await record(tx, ctx, 'staff.enable', staffId)
    if (status === 'invited') await newInvitation(tx, ctx, staffId)
    return done
  })
}

/** How long the link of a member who had passkeys waits: time for the others to ask whether it was really them. */
export const RESTORE_AFTER_MS = 86_400_000

/**
 * For a lost password, authenticator or passkey, or an expired invitation: all become invalid, every session ends, and
 * the member gets a new link, a day later where a passkey is replaced. Every administrator is told. Members cannot reset
 * themselves: another administrator checks who they are (ASVS 6.4.4).
 */
export function resetStaff(ctx: Context, staffId: string) {
  return change(ctx, 'staff.reset', staffId, async (tx, member) => {
    if (isSelf(ctx, staffId)) return refused('yourself')
    if (member.status === 'disabled') return refused('not-now')
    // The command line may reset the last one: it is how a locked-out administrator comes back.
    if (ctx.actor.kind === 'staff' && (await isLastAdministrator(tx, staffId)))
      return refused('last-administrator')
    const now = ctx.clock.now()
    const passkeys = await tx
      .delete(staffPasskey)
      .where(eq(staffPasskey.staffId, staffId))
      .returning({ passkeyId: staffPasskey.passkeyId })
    // Stays on the member: neither a second reset nor disabling and enabling makes a link that works sooner.
    const linksValidFrom =
      ctx.actor.kind !== 'staff'
        ? null
        : passkeys.length > 0
          ? new Date(now.getTime() + RESTORE_AFTER_MS)
          : member.linksValidFrom
    await tx
      .update(staffMember)
      .set({ status: 'invited', passwordHash: null, totpSealed: null, totpLastStep: 0, linksValidFrom })
      .where(eq(staffMember.staffId, staffId))
    await endStaffAccess(tx, staffId, now)
    await record(tx, ctx, 'staff.reset', staffId)
    const { invitationId } = await newInvitation(tx, ctx, staffId)
    if (member.status === 'active') await enqueueResetNotices(tx, ctx, invitationId)
    return done
  })
}
