import { type SQL, sql } from 'drizzle-orm'
import { toArrayLiteral } from '#db/arrays.ts'
import type { Transaction } from '#db/client.ts'
import type { actorKinds } from '#db/schema/access-codes.ts'
import type { AuditAction } from '#db/schema/audit-codes.ts'
import { newId } from '#platform/ids.ts'

type ActorName = { kind: (typeof actorKinds)[number]; id: string | null }

export type AuditRecord = {
  action: AuditAction
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
  // Drizzle's insert names every column, also those of the time, which the role of the app may not set.
  const rows = records.map(
    (record) => sql`(${newId()}::uuid, ${by.actor.kind}, ${by.actor.id}, ${record.action},
      ${record.subjectId ?? null}::uuid, ${record.resource ?? null}, ${record.reason ?? null},
      ${toArrayLiteral(record.fields ?? [])}::text[], ${by.requestId})`,
  )
  await tx.execute(sql`
    INSERT INTO audit_event (audit_id, actor_kind, actor_id, action, subject_id, resource, reason, fields, request_id)
    VALUES ${sql.join(rows, sql`, `)}`)
}

/** The same inside a larger statement: inserts the rows of a query with these columns, named as the table's. Its actions are of the type `AuditAction`. */
export const appendFrom = (rows: SQL) => sql`
  INSERT INTO audit_event (audit_id, actor_kind, actor_id, action, subject_id, resource, fields, request_id)
    SELECT audit_id, actor_kind, actor_id, action, subject_id, resource, fields, request_id FROM ${rows}`

type ForEach = Omit<AuditRecord, 'subjectId'> & {
  /** A query with one column, `subject_id`. */
  people: SQL
}

/** One record about each person of a query, in one statement. Their ids begin with the time, as those of single records do. */
export async function appendForEach(
  tx: Transaction,
  by: { actor: ActorName; requestId: string },
  { people, action, resource, reason, fields = [] }: ForEach,
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO audit_event (audit_id, actor_kind, actor_id, action, subject_id, resource, reason, fields, request_id)
    SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        PLACING substring(uuid_send(${newId()}::uuid) FROM 1 FOR 6) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid,
      ${by.actor.kind}, ${by.actor.id}, ${action}, p.subject_id, ${resource ?? null}, ${reason ?? null},
      ${toArrayLiteral(fields)}::text[], ${by.requestId}
    FROM (${people}) AS p`)
}
