import { and, eq, inArray } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffMember, staffRole } from '#db/schema/staff.ts'
import type { StaffRole } from '#domain/access/actor.ts'
import type { Locale } from '#domain/access/locale.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { openMembers } from '../record/staff-fields.ts'

export type Member = {
  staffId: string
  /** The name, or the address where none is known. */
  name: string
  email: string
  locale: Locale
  roles: StaffRole[]
}

/** Everybody active with at least one of these roles, by name. In the caller's transaction, which has authorized. */
export async function membersByRole(
  tx: Transaction,
  keys: MasterKeys,
  wanted: readonly StaffRole[],
): Promise<Member[]> {
  const rows = await tx
    .select({ member: staffMember, role: staffRole.role })
    .from(staffMember)
    .innerJoin(staffRole, eq(staffRole.staffId, staffMember.staffId))
    .where(and(eq(staffMember.status, 'active'), inArray(staffRole.role, [...wanted])))
  const members = [...new Map(rows.map(({ member }) => [member.staffId, member])).values()]
  const opened = await openMembers(tx, keys, members)
  return members
    .flatMap(({ staffId, locale }): Member[] => {
      const found = opened.get(staffId)
      const roles = rows.filter(({ member }) => member.staffId === staffId).map(({ role }) => role)
      return found
        ? [{ staffId, name: found.fullName ?? found.email, email: found.email, locale, roles }]
        : []
    })
    .sort((a, b) => a.name.localeCompare(b.name))
}

/** The roles that each of these members has now; who is no longer active has none. */
export async function rolesOfMembers(
  tx: Transaction,
  staffIds: readonly string[],
): Promise<Map<string, StaffRole[]>> {
  if (staffIds.length === 0) return new Map()
  const rows = await tx
    .select({ staffId: staffRole.staffId, role: staffRole.role })
    .from(staffRole)
    .innerJoin(staffMember, eq(staffMember.staffId, staffRole.staffId))
    .where(and(eq(staffMember.status, 'active'), inArray(staffRole.staffId, [...staffIds])))
  const roles = new Map<string, StaffRole[]>()
  for (const { staffId, role } of rows) roles.set(staffId, [...(roles.get(staffId) ?? []), role])
  return roles
}
