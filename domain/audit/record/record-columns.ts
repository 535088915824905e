import { sql } from 'drizzle-orm'
import { auditEvent } from '#db/schema/audit.ts'

const { auditId, at, actorKind, actorId, action, subjectId, resource, reason, fields, requestId } = auditEvent

/** The columns of a `LogRecord`; the time as text, so that no conversion can change it. */
export const recordColumns = {
  auditId,
  at: sql<string>`to_char(${at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  actorKind,
  actorId,
  action,
  subjectId,
  resource,
  reason,
  fields,
  requestId,
}
