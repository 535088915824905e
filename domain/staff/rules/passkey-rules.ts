import { passkeyRoles } from '#db/schema/access-codes.ts'
import type { StaffRole } from '#domain/access/actor.ts'

/** Of a member whose roles need passkeys: with a single one, a lost device would be a lost account. */
export const PASSKEYS_WANTED = 2

/** Whether a member should add passkeys. */
export const lacksPasskeys = (roles: readonly StaffRole[], passkeys: number): boolean =>
  passkeys < PASSKEYS_WANTED && passkeyRoles.some((role) => roles.includes(role))

type Gate = {
  /** The setting. */
  required: boolean
  roles: readonly StaffRole[]
  passkeys: number
  /** Active administrators in all. */
  administrators: number
}

/** Whether a member's roles wait for passkeys. The only administrator is never kept out. */
export function waitsForPasskeys({ required, roles, passkeys, administrators }: Gate): boolean {
  const isOnlyAdministrator = roles.includes('administrator') && administrators <= 1
  return required && !isOnlyAdministrator && lacksPasskeys(roles, passkeys)
}

/**
 * Whether a counter says that the key was copied: it did not grow. Synced passkeys always answer 0 (WebAuthn level 3,
 * section 6.1.1).
 */
export const isCounterBack = (stored: number, given: number): boolean =>
  (stored > 0 || given > 0) && given <= stored
