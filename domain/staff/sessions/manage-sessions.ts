import { and, desc, eq, gt, ne } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffSession } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { hashToken } from '#platform/crypto/tokens.ts'
import { STAFF_SESSION_IDLE_MS } from './staff-sessions.ts'

export type ListedSession = {
  /** The hash of the session's token, in hexadecimal: it names the session and opens nothing. */
  id: string
  startedAt: Date
  seenAt: Date
  /** When it ends at the latest. */
  expiresAt: Date
  /** The one that asks. */
  isThis: boolean
}

/** The open sessions of the member who is signed in, the last used first. */
export async function readOwnSessions(ctx: Context, sessionToken: string): Promise<ListedSession[]> {
  authorize(ctx.actor, 'staff-account.read')
  const staffId = ctx.actor.kind === 'staff' ? ctx.actor.staffId : ''
  return ctx.transaction((tx) => openSessions(tx, ctx, staffId, sessionToken))
}

/** The open sessions of a member, for an administrator. */
export async function readSessionsOf(ctx: Context, staffId: string): Promise<ListedSession[]> {
  authorize(ctx.actor, 'staff.end-sessions')
  return ctx.transaction((tx) => openSessions(tx, ctx, staffId))
}

async function openSessions(tx: Transaction, ctx: Context, staffId: string, sessionToken?: string) {
  const now = ctx.clock.now()
  const usedSince = new Date(now.getTime() - STAFF_SESSION_IDLE_MS)
  const rows = await tx
    .select()
    .from(staffSession)
    .where(
      and(
        eq(staffSession.staffId, staffId),
        gt(staffSession.expiresAt, now),
        gt(staffSession.seenAt, usedSince),
      ),
    )
    .orderBy(desc(staffSession.seenAt))
  const own = sessionToken === undefined ? undefined : hashToken(sessionToken)
  return rows.map(({ tokenHash, createdAt, seenAt, expiresAt }) => ({
    id: tokenHash.toString('hex'),
    startedAt: createdAt,
    seenAt,
    expiresAt,
    isThis: own?.equals(tokenHash) ?? false,
  }))
}

/** Ends one session of the member who is signed in; one that has ended already is no fault. */
export async function endOwnSession(ctx: Context, sessionId: string): Promise<{ ended: number }> {
  authorize(ctx.actor, 'staff-account.change')
  const staffId = ctx.actor.kind === 'staff' ? ctx.actor.staffId : ''
  return end(ctx, staffId, eq(staffSession.tokenHash, Buffer.from(sessionId, 'hex')))
}

/** Ends every session of the member who is signed in but the one that asks. */
export async function endOtherSessions(ctx: Context, sessionToken: string): Promise<{ ended: number }> {
  authorize(ctx.actor, 'staff-account.change')
  const staffId = ctx.actor.kind === 'staff' ? ctx.actor.staffId : ''
  return end(ctx, staffId, ne(staffSession.tokenHash, hashToken(sessionToken)))
}

/** Ends every session of a member, for an administrator. */
export async function endSessionsOf(ctx: Context, staffId: string): Promise<{ ended: number }> {
  authorize(ctx.actor, 'staff.end-sessions')
  return end(ctx, staffId)
}

function end(ctx: Context, staffId: string, which?: ReturnType<typeof eq>): Promise<{ ended: number }> {
  return ctx.transaction(async (tx) => {
    const ended = await tx
      .delete(staffSession)
      .where(and(eq(staffSession.staffId, staffId), which))
      .returning({ staffId: staffSession.staffId })
    if (ended.length > 0)
      await append(tx, ctx.auditedAs, { action: 'staff-session.end', resource: `staff:${staffId}` })
    return { ended: ended.length }
  })
}
