import { passkeyRoles } from '#db/schema/access-codes.ts'
import type { PasskeysAwaited, StaffRole } from '#domain/access/actor.ts'

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

/**
 * What a session of such a member waits for: to add passkeys, or to use one, because a password and a code opened it. The
 * only administrator never waits for passkeys to be added.
 */
export function waitsForPasskeys(gate: Gate & { byPasskey: boolean }): PasskeysAwaited | null {
  const { required, roles, passkeys, administrators, byPasskey } = gate
  const isOnlyAdministrator = roles.includes('administrator') && administrators <= 1
  if (isPasskeyOnly(gate)) return byPasskey ? null : 'use'
  return required && !isOnlyAdministrator && lacksPasskeys(roles, passkeys) ? 'add' : null
}

/** Whether a code of the authenticator app opens and confirms nothing any more. */
export const isPasskeyOnly = ({ required, roles, passkeys }: Omit<Gate, 'administrators'>): boolean =>
  required && passkeyRoles.some((role) => roles.includes(role)) && !lacksPasskeys(roles, passkeys)

/**
 * Whether a counter says that the key was copied: it did not grow. Synced passkeys always answer 0 (WebAuthn level 3,
 * section 6.1.1).
 */
export const isCounterBack = (stored: number, given: number): boolean =>
  (stored > 0 || given > 0) && given <= stored

/** Whether browsers have passkeys at this address: they need a host name, and https outside of this machine (WebAuthn level 3, section 5.1.3). */
export function canHavePasskeys(appUrl: string): boolean {
  const { protocol, hostname } = new URL(appUrl)
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true
  return protocol === 'https:' && !/^(\[|[\d.]+$)/.test(hostname)
}
