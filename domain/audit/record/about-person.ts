import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditEvent } from '#db/schema/audit.ts'

/** What staff did about a person with these actions, newest first. The caller has authorized. */
export async function readStaffActsAbout(
  tx: Transaction,
  subjectId: string,
  actions: readonly string[],
  limit: number,
) {
  const { auditId, at, action, actorKind, actorId, resource, reason } = auditEvent
  return tx
    .select({ auditId, at, action, actorId, resource, reason })
    .from(auditEvent)
    .where(
      and(
        eq(auditEvent.subjectId, subjectId),
        // Written out, as in the index that holds only these.
        sql`${actorKind} = 'staff'`,
        inArray(auditEvent.action, [...actions]),
      ),
    )
    .orderBy(desc(auditEvent.auditId))
    .limit(limit)
}

/** One record about a person; undefined when it is not theirs, or does not have one of these actions. The caller has authorized. */
export async function findAboutPerson(
  tx: Transaction,
  { subjectId, auditId }: { subjectId: string; auditId: string },
  actions: readonly string[],
) {
  const { at, action, actorKind, actorId, resource, reason } = auditEvent
  const [row] = await tx
    .select({ at, action, actorKind, actorId, resource, reason })
    .from(auditEvent)
    .where(
      and(
        eq(auditEvent.auditId, auditId),
        eq(auditEvent.subjectId, subjectId),
        inArray(auditEvent.action, [...actions]),
      ),
    )
  return row
}
