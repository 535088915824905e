import { and, desc, eq, gt } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { subjectSession } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { SESSION_IDLE_MS, type SignInMethod } from './sessions.ts'

export type OpenSession = { method: SignInMethod; createdAt: Date; seenAt: Date; expiresAt: Date }

/** The sessions in which a person is signed in now, the one used last first. The caller has authorized. */
export async function listSessions(tx: Transaction, ctx: Context, subjectId: string): Promise<OpenSession[]> {
  const now = ctx.clock.now()
  const { method, createdAt, seenAt, expiresAt } = subjectSession
  return tx
    .select({ method, createdAt, seenAt, expiresAt })
    .from(subjectSession)
    .where(
      and(
        eq(subjectSession.subjectId, subjectId),
        gt(expiresAt, now),
        gt(seenAt, new Date(now.getTime() - SESSION_IDLE_MS)),
      ),
    )
    .orderBy(desc(seenAt))
}
