import { sql } from 'drizzle-orm'
import { customType, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { actorKinds } from './access-codes.ts'
import { moment } from './columns.ts'

/** The transaction that wrote a row; the sealer takes only rows older than every running one. */
const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' })

/** Who, what, on which, when, why, and the names of the fields. Never a value. Append-only. */
export const auditEvent = pgTable(
  'audit_event',
  {
    auditId: uuid('audit_id').primaryKey(),
    at: moment('at').notNull().default(sql`clock_timestamp()`),
    xid: transactionId('xid').notNull().default(sql`pg_current_xact_id()`),
    actorKind: text('actor_kind', { enum: actorKinds }).notNull(),
    actorId: text('actor_id'),
    action: text('action').notNull(),
    subjectId: uuid('subject_id'),
    resource: text('resource'),
    reason: text('reason'),
    fields: text('fields').array().notNull().default(sql`'{}'::text[]`),
    requestId: text('request_id'),
  },
  (t) => [
    index('audit_event_subject').on(t.subjectId, t.auditId),
    index('audit_event_at').using('brin', t.at),
    index('audit_event_xid').on(t.xid),
  ],
)
