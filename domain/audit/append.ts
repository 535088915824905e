import { type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { actorKinds } from '#db/schema/access-codes.ts'
import { auditEvent } from '#db/schema/audit.ts'
import { newId } from '#platform/ids.ts'

type ActorName = { kind: (typeof actorKinds)[number]; id: string | null }

export type AuditRecord = {
  action: string
  subjectId?: string | null
  /** What was acted on, as `kind:id`. */
  resource?: string
  /** Why, as a code. Never free text that could name a person. */
  reason?: string
  /** Names of the fields, never their values. */
  fields?: readonly string[]
}

/**
 * Writes records of the audit log in the transaction that they describe: without the record there is no change.
 */
export async function append(
  tx: Transaction,
  by: { actor: ActorName; requestId: string },
  ...records: AuditRecord[]
): Promise<void> {
  await tx.insert(auditEvent).values(
    records.map((record) => ({
      auditId: newId(),
      actorKind: by.actor.kind,
      actorId: by.actor.id,
      action: record.action,
      subjectId: record.subjectId ?? null,
      resource: record.resource ?? null,
      reason: record.reason ?? null,
      fields: [...(record.fields ?? [])],
      requestId: by.requestId,
    })),
  )
}

/** The same inside a larger statement: inserts the rows of a query with these columns, named as the table's. */
export const appendFrom = (rows: SQL) => sql`
  INSERT INTO audit_event (audit_id, actor_kind, actor_id, action, subject_id, resource, fields, request_id)
    SELECT audit_id, actor_kind, actor_id, action, subject_id, resource, fields, request_id FROM ${rows}`
