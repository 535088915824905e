import { and, eq, gt, inArray, isNull, max } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffRoles } from '#db/schema/access-codes.ts'
import { staffInvitation, staffMember, staffRole } from '#db/schema/staff.ts'
import type { staffStatuses } from '#db/schema/staff-codes.ts'
import type { StaffRole } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { clearancesOf } from '../record/clearance-records.ts'
import { openMembers } from '../record/staff-fields.ts'
import { agreementState, type ClearanceDates, trainingState, trainingUntil } from '../rules/clearance.ts'

export type TeamMember = ClearanceDates & {
  staffId: string
  status: (typeof staffStatuses)[number]
  /** Empty only when the member's key was destroyed. */
  email: string
  fullName: string | null
  roles: StaffRole[]
  agreement: ReturnType<typeof agreementState>
  training: ReturnType<typeof trainingState>
  /** The last day on which the training counts. */
  trainingUntil: string | null
  seenAt: Date | null
  /** Until when the invitation can be followed; null when there is none that can. */
  invitedUntil: Date | null
}

/** Everybody of the staff: those who may sign in first, each group by name. */
export async function listStaff(ctx: Context): Promise<TeamMember[]> {
  authorize(ctx.actor, 'staff.read')
  return ctx.transaction(async (tx) => teamMembers(tx, ctx))
}

/** One member; null when there is none. */
export async function readStaff(ctx: Context, staffId: string): Promise<TeamMember | null> {
  authorize(ctx.actor, 'staff.read')
  return ctx.transaction(async (tx) => (await teamMembers(tx, ctx, staffId))[0] ?? null)
}

/** The signed-in member's name for the page header; the address without a name. */
export async function readOwnName(ctx: Context): Promise<string> {
  authorize(ctx.actor, 'staff-console.open')
  const staffId = ctx.actor.kind === 'staff' ? ctx.actor.staffId : ''
  const names = await ctx.transaction((tx) => staffNames(tx, ctx.services.keys, [staffId]))
  return names.get(staffId) ?? ''
}

/** The name of each of these members, or the address where no name is known. For pages that say who did what. */
export async function staffNames(
  tx: Transaction,
  keys: MasterKeys,
  staffIds: readonly string[],
): Promise<Map<string, string>> {
  if (staffIds.length === 0) return new Map()
  const rows = await tx
    .select()
    .from(staffMember)
    .where(inArray(staffMember.staffId, [...staffIds]))
  const opened = await openMembers(tx, keys, rows)
  return new Map([...opened].map(([staffId, { email, fullName }]) => [staffId, fullName ?? email]))
}

/** All members, or one, in the caller's transaction, which has authorized. */
export async function teamMembers(tx: Transaction, ctx: Context, staffId?: string): Promise<TeamMember[]> {
  const now = ctx.clock.now()
  const rows = await tx
    .select()
    .from(staffMember)
    .where(staffId === undefined ? undefined : eq(staffMember.staffId, staffId))
  const opened = await openMembers(tx, ctx.services.keys, rows)
  const roles = await tx.select().from(staffRole)
  const invitations = await tx
    .select({ staffId: staffInvitation.staffId, until: max(staffInvitation.expiresAt) })
    .from(staffInvitation)
    .where(and(isNull(staffInvitation.consumedAt), gt(staffInvitation.expiresAt, now)))
    .groupBy(staffInvitation.staffId)
  const clearanceOf = await clearancesOf(
    tx,
    rows.map((row) => row.staffId),
  )
  const members = rows.map((row): TeamMember => {
    const { status, seenAt } = row
    const dates = clearanceOf(row.staffId)
    const { trainingDoneOn } = dates
    const own = roles.filter((one) => one.staffId === row.staffId).map(({ role }) => role)
    return {
      staffId: row.staffId,
      status,
      email: opened.get(row.staffId)?.email ?? '',
      fullName: opened.get(row.staffId)?.fullName ?? null,
      roles: staffRoles.filter((role) => own.includes(role)),
      ...dates,
      agreement: agreementState(dates, almatyDate(now)),
      training: trainingState(trainingDoneOn, almatyDate(now)),
      trainingUntil: trainingDoneOn && trainingUntil(trainingDoneOn),
      seenAt,
      invitedUntil: invitations.find((one) => one.staffId === row.staffId)?.until ?? null,
    }
  })
  const order = { active: 0, invited: 1, disabled: 2 }
  const name = (one: TeamMember) => one.fullName ?? one.email
  return members.sort(
    (a, b) => order[a.status] - order[b.status] || name(a).localeCompare(name(b), ctx.locale),
  )
}
