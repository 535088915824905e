import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { prepared } from '#db/prepared.ts'
import { staffRoles } from '#db/schema/access-codes.ts'
import { passkeyChallenge, staffInvitation, staffSession } from '#db/schema/staff.ts'
import type { StaffActor } from '#domain/access/actor.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { endVerifications } from '#domain/access/email-verification.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { type SessionEnd, sessionEnd } from '#domain/access/session-cookie.ts'
import { append } from '#domain/audit/record/append.ts'
import { hashToken, newToken, tokenPattern } from '#platform/crypto/tokens.ts'
import type { Services } from '#platform/services.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { type ClearanceDates, isCleared } from '../rules/clearance.ts'
import { isPasskeyOnly, waitsForPasskeys } from '../rules/passkey-rules.ts'

const MINUTE = 60_000
/** Counted from the sign-in, whatever the activity (ASVS 7.3.2). */
export const STAFF_SESSION_LASTS_MS = 12 * 60 * MINUTE
/** A session that was not used for so long has ended. */
export const STAFF_SESSION_IDLE_MS = 30 * MINUTE
/** How often the use of a session is noted. */
const NOTE_USE_EVERY_MS = MINUTE

export type StaffSession = {
  actor: StaffActor
  locale: Locale
  clearance: ClearanceDates
  sudoUntil: Date | null
  expiresAt: Date
  /** How many passkeys the member has. */
  passkeys: number
  /** Whether the operator requires passkeys of privacy officers and administrators. */
  passkeysRequired: boolean
  /** A code of the app confirms nothing: the operator requires passkeys, and the member has them. */
  passkeyOnly: boolean
}

/** Opens a session in the caller's transaction; the token is given once and stored hashed. The caller has proved who it is. */
export async function openStaffSession(
  tx: Transaction,
  staffId: string,
  now: Date,
  { byPasskey = false }: { byPasskey?: boolean } = {},
) {
  const { token, hash } = newToken()
  const expiresAt = new Date(now.getTime() + STAFF_SESSION_LASTS_MS)
  await tx
    .insert(staffSession)
    .values({ staffId, tokenHash: hash, createdAt: now, seenAt: now, expiresAt, sudoUntil: null, byPasskey })
  return { token, expiresAt }
}

type Row = {
  staffId: string
  locale: Locale
  roles: string
  ndaSignedOn: string | null
  ndaEndsOn: string | null
  trainingDoneOn: string | null
  sudoUntil: string | null
  expiresAt: string
  passkeys: number
  required: boolean
  administrators: number
  byPasskey: boolean
}

const placeholder = sql.placeholder

const findStaffSession = prepared<Row>(sql`
  SELECT staff_id AS "staffId", locale, roles, nda_signed_on AS "ndaSignedOn", nda_ends_on AS "ndaEndsOn",
    training_done_on AS "trainingDoneOn", sudo_until AS "sudoUntil", expires_at AS "expiresAt", passkeys, passkeys_required AS required, administrators,
    by_passkey AS "byPasskey"
  FROM read_staff_session(${placeholder('hash')}::bytea, ${placeholder('now')}::timestamptz,
    ${placeholder('usedSince')}::timestamptz, ${placeholder('noteBefore')}::timestamptz)`)

/**
 * The member behind a staff cookie, with current roles and clearance; null when unknown, ended, idle for 30 minutes,
 * or disabled. Read at every request, so a revoked role is gone at the next one.
 */
// no permission: finds out who acts, so it precedes every permission
export async function readStaffSession(
  services: Services,
  token: string | undefined,
): Promise<StaffSession | null> {
  if (!token || !tokenPattern.test(token)) return null
  const now = services.clock.now()
  const [row] = await findStaffSession(services.database.db, {
    hash: hashToken(token),
    now: now.toISOString(),
    usedSince: new Date(now.getTime() - STAFF_SESSION_IDLE_MS).toISOString(),
    noteBefore: new Date(now.getTime() - NOTE_USE_EVERY_MS).toISOString(),
  })
  if (!row) return null
  const held = row.roles.split(',')
  const { ndaSignedOn, ndaEndsOn, trainingDoneOn } = row
  const clearance = { ndaSignedOn, ndaEndsOn, trainingDoneOn }
  const sudoUntil = row.sudoUntil === null ? null : new Date(row.sudoUntil)
  const roles = staffRoles.filter((role) => held.includes(role))
  const { passkeys, locale } = row
  const waits = waitsForPasskeys({ ...row, roles })
  const actor: StaffActor = {
    kind: 'staff',
    staffId: row.staffId,
    roles,
    clearance: isCleared(clearance, almatyDate(now)),
    sudo: sudoUntil !== null && sudoUntil > now,
    ...(row.byPasskey && { byPasskey: true }),
    ...(waits && { waitsForPasskeys: waits }),
  }
  const passkeyOnly = isPasskeyOnly({ ...row, roles })
  return {
    actor,
    locale,
    clearance,
    sudoUntil,
    expiresAt: new Date(row.expiresAt),
    passkeys,
    passkeysRequired: row.required,
    passkeyOnly,
  }
}

/** Why the session of a cookie is none any more. */
// no permission: says nothing about the member
export async function whyStaffSessionEnded(services: Services, token: string): Promise<SessionEnd> {
  const ctx = contextFor(services, { actor: { kind: 'system', task: 'staff-sign-in' }, locale: 'kk' })
  const [row] = await ctx.transaction((tx) =>
    tx
      .select({ expiresAt: staffSession.expiresAt, seenAt: staffSession.seenAt })
      .from(staffSession)
      .where(eq(staffSession.tokenHash, hashToken(token))),
  )
  return sessionEnd(row, STAFF_SESSION_IDLE_MS, services.clock.now())
}

/** Signs out of this session; one that is closed already is no fault. */
export async function closeStaffSession(ctx: Context, token: string): Promise<void> {
  authorize(ctx.actor, 'staff-sign-out')
  const staffId = ctx.actor.kind === 'staff' ? ctx.actor.staffId : ''
  await ctx.transaction(async (tx) => {
    const closed = await tx
      .delete(staffSession)
      .where(and(eq(staffSession.staffId, staffId), eq(staffSession.tokenHash, hashToken(token))))
      .returning({ staffId: staffSession.staffId })
    if (closed.length > 0)
      await append(tx, ctx.auditedAs, { action: 'staff-sign-out', resource: `staff:${staffId}` })
  })
}

/**
 * Ends the session that a browser had before a new one is opened in it (ASVS 7.2.4). In a transaction of the system.
 */
export async function endReplacedStaffSession(tx: Transaction, ctx: Context, token: string): Promise<void> {
  const [ended] = await tx
    .delete(staffSession)
    .where(eq(staffSession.tokenHash, hashToken(token)))
    .returning({ staffId: staffSession.staffId })
  if (!ended) return
  const resource = `staff:${ended.staffId}`
  await append(tx, ctx.auditedAs, { action: 'staff-sign-out', resource, reason: 'replaced' })
}

/** Ends every way in that a member has or is on: sessions, passwords given, invitations. The caller records why. */
export async function endStaffAccess(tx: Transaction, staffId: string, now: Date): Promise<void> {
  await tx.delete(staffSession).where(eq(staffSession.staffId, staffId))
  await tx.delete(passkeyChallenge).where(eq(passkeyChallenge.staffId, staffId))
  await endVerifications(tx, staffId, ['staff-sign-in'], now)
  await tx
    .update(staffInvitation)
    .set({ consumedAt: now, passwordHash: null, totpSealed: null })
    .where(and(eq(staffInvitation.staffId, staffId), isNull(staffInvitation.consumedAt)))
}
