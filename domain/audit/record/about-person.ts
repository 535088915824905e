import { and, desc, eq, inArray } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditEvent } from '#db/schema/audit.ts'

/** Log records about a person with these actions, newest first. The caller has authorized. */
export async function readAboutPerson(
  tx: Transaction,
  subjectId: string,
  actions: readonly string[],
  limit: number,
) {
  const { at, action, actorKind, actorId, resource, reason } = auditEvent
  return tx
    .select({ at, action, actorKind, actorId, resource, reason })
    .from(auditEvent)
    .where(and(eq(auditEvent.subjectId, subjectId), inArray(auditEvent.action, [...actions])))
    .orderBy(desc(auditEvent.auditId))
    .limit(limit)
}
