import { and, eq, ne, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { prepared } from '#db/prepared.ts'
import { subjectSession } from '#db/schema/people.ts'
import type { signInMethods } from '#db/schema/people-codes.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { type SessionEnd, sessionEnd } from '#domain/access/session-cookie.ts'
import { append } from '#domain/audit/record/append.ts'
import { hashToken, newToken, tokenPattern } from '#platform/crypto/tokens.ts'
import type { Services } from '#platform/services.ts'

const DAY = 86_400_000
/** Counted from the sign-in, whatever the activity. */
export const SESSION_LASTS_MS = 30 * DAY
/** A session that was not used for so long has ended. */
export const SESSION_IDLE_MS = 14 * DAY
/** How often the use of a session is noted. */
const NOTE_USE_EVERY_MS = 3_600_000

export type SignInMethod = (typeof signInMethods)[number]
export type Session = { subjectId: string; locale: Locale; welcomedAt: Date | null; expiresAt: Date }

/** Opens a session in the caller's transaction; the token is given once and stored hashed. The caller has proved who it is. */
export async function openSession(
  tx: Transaction,
  subjectId: string,
  method: SignInMethod,
  now: Date,
  { token, hash } = newToken(),
): Promise<{ token: string; expiresAt: Date }> {
  const expiresAt = new Date(now.getTime() + SESSION_LASTS_MS)
  await tx
    .insert(subjectSession)
    .values({ subjectId, tokenHash: hash, method, createdAt: now, seenAt: now, expiresAt })
  return { token, expiresAt }
}

type Row = { subjectId: string; locale: Locale; welcomedAt: string | null; expiresAt: string }

const placeholder = sql.placeholder

// Asked by every page. A definer function, since row-level security hides sessions until the person is known.
const findSession = prepared<Row>(sql`
  SELECT subject_id AS "subjectId", locale, welcomed_at AS "welcomedAt", expires_at AS "expiresAt"
  FROM read_session(${placeholder('hash')}::bytea, ${placeholder('now')}::timestamptz,
    ${placeholder('usedSince')}::timestamptz, ${placeholder('noteBefore')}::timestamptz)`)

/** Whose session a cookie is, or null: unknown, ended, idle for a fortnight, or of a person who is no longer there. */
// no permission: finds out who acts, so it precedes every permission
export async function readSession(services: Services, token: string | undefined): Promise<Session | null> {
  if (!token || !tokenPattern.test(token)) return null
  const now = services.clock.now()
  const [row] = await findSession(services.database.db, {
    hash: hashToken(token),
    now: now.toISOString(),
    usedSince: new Date(now.getTime() - SESSION_IDLE_MS).toISOString(),
    noteBefore: new Date(now.getTime() - NOTE_USE_EVERY_MS).toISOString(),
  })
  return row
    ? {
        ...row,
        welcomedAt: row.welcomedAt === null ? null : new Date(row.welcomedAt),
        expiresAt: new Date(row.expiresAt),
      }
    : null
}

/** Why the session of a cookie is none any more. */
// no permission: says nothing about the person
export async function whySessionEnded(services: Services, token: string): Promise<SessionEnd> {
  const ctx = contextFor(services, { actor: { kind: 'system', task: 'sign-in' }, locale: 'kk' })
  const [row] = await ctx.transaction((tx) =>
    tx
      .select({ expiresAt: subjectSession.expiresAt, seenAt: subjectSession.seenAt })
      .from(subjectSession)
      .where(eq(subjectSession.tokenHash, hashToken(token))),
  )
  return sessionEnd(row, SESSION_IDLE_MS, services.clock.now())
}

/** Signs the person out of this session; one that is closed already is no fault. */
export async function closeSession(ctx: Context, token: string): Promise<void> {
  const subjectId = ctx.actor.kind === 'subject' ? ctx.actor.subjectId : ''
  authorize(ctx.actor, 'sign-out', { subjectId })
  await ctx.transaction(async (tx) => {
    const closed = await tx
      .delete(subjectSession)
      .where(and(eq(subjectSession.subjectId, subjectId), eq(subjectSession.tokenHash, hashToken(token))))
      .returning({ method: subjectSession.method })
    if (closed.length > 0) await append(tx, ctx.auditedAs, { action: 'sign-out', subjectId })
  })
}

/** Signs the person out everywhere, `keep` (a token) excepted. Returns how many sessions ended. */
export async function closeAllSessions(ctx: Context, subjectId: string, keep?: string): Promise<number> {
  authorize(ctx.actor, 'sign-out', { subjectId })
  return ctx.transaction(async (tx) => {
    const closed = await endSessions(tx, subjectId, keep)
    if (closed > 0) await append(tx, ctx.auditedAs, { action: 'sign-out.everywhere', subjectId })
    return closed
  })
}

/** Ends a person's sessions, `keep` (a token) excepted, in the caller's transaction, which records why. */
export async function endSessions(tx: Transaction, subjectId: string, keep?: string): Promise<number> {
  const own = eq(subjectSession.subjectId, subjectId)
  const closed = await tx
    .delete(subjectSession)
    .where(keep ? and(own, ne(subjectSession.tokenHash, hashToken(keep))) : own)
    .returning({ method: subjectSession.method })
  return closed.length
}

/**
 * Ends the session that a browser had before a new one is opened in it (ASVS 7.2.4). As the system: on a shared
 * computer it may be another person's.
 */
export async function endReplacedSession(tx: Transaction, ctx: Context, token: string): Promise<void> {
  const [ended] = await tx
    .delete(subjectSession)
    .where(eq(subjectSession.tokenHash, hashToken(token)))
    .returning({ subjectId: subjectSession.subjectId })
  if (ended)
    await append(tx, ctx.auditedAs, { action: 'sign-out', subjectId: ended.subjectId, reason: 'replaced' })
}
