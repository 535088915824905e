import { canonicalJson } from '#platform/canonical-json.ts'

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
 * What a leaf is the hash of: a salt, so that nobody finds a record by trying, and the record as canonical JSON (RFC 8785).
 */
export function logEntry(salt: Buffer, record: LogRecord): Buffer {
  return Buffer.concat([salt, Buffer.from(canonicalJson(record), 'utf8')])
}
