/** One record of the audit log, as the database has it. `at` is its time in UTC, in microseconds. */
export type LogRecord = {
  auditId: string
  at: string
  actorKind: string
  actorId: string | null
  action: string
  subjectId: string | null
  resource: string | null
  reason: string | null
  fields: readonly string[]
  requestId: string | null
}

export const SALT_BYTES = 16

/**
 * The record as canonical JSON (RFC 8785). `JSON.stringify` writes texts as RFC 8785 does; with the members in the order of their
 * names it writes the whole record so, without the cost of sorting them. The database holds no half of a surrogate pair.
 */
export function recordBytes(record: LogRecord): Buffer {
  const { action, actorId, actorKind, at, auditId, fields, reason, requestId, resource, subjectId } = record
  const sorted = { action, actorId, actorKind, at, auditId, fields, reason, requestId, resource, subjectId }
  return Buffer.from(JSON.stringify(sorted), 'utf8')
}

/** What a leaf is the hash of: a salt, so that nobody finds a record by trying, and the record. */
export const logEntry = (salt: Buffer, record: LogRecord): Buffer =>
  Buffer.concat([salt, recordBytes(record)])
