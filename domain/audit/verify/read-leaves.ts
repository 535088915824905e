import { BinaryRows } from '#db/binary-rows.ts'
import type { CopyOut } from '#db/client.ts'
import type { LogRecord } from '../record/log-entry.ts'

/** A leaf with its record as the columns have it; one that cannot have been sealed has an empty or a missing value. */
export type LeafRow = {
  leafIndex: number
  leafHash: Buffer
  auditId: string | null
  salt: Buffer | null
  /** Null where the record is missing. */
  record: LogRecord | null
  /** Whether the record stands before the last sealed one of the log that is signed now. */
  isBeforeLast: boolean
}

/**
 * The leaves from `from` on and before `before`, in order. By COPY in its binary format: PostgreSQL writes the columns as it has them,
 * at a fifth of the cost of rows of a query, and no more than a piece of them is in memory. The time comes as a number, so that no
 * two times have one text.
 */
export async function* readLeaves(
  copyOut: CopyOut,
  { from, before, logNumber = 0 }: { from: number; before: number; logNumber: number | undefined },
): AsyncGenerator<LeafRow[]> {
  const rows = new BinaryRows()
  for await (const piece of copyOut(copyText(from, before, logNumber))) {
    rows.add(piece)
    const leaves: LeafRow[] = []
    while (rows.next()) leaves.push(readLeaf(rows))
    yield leaves
  }
}

/** The names of the columns are in the order of `readLeaf`. */
function copyText(from: number, before: number, logNumber: number): string {
  return `COPY (
    WITH last AS (
      SELECT last_xid, last_audit_id FROM audit_checkpoint WHERE log_number = ${logNumber} ORDER BY size DESC LIMIT 1
    )
    SELECT l.leaf_index, l.leaf_hash, l.audit_id, l.salt, e.audit_id, e.at, e.actor_kind, e.actor_id, e.action, e.subject_id, e.resource,
      e.reason, e.fields, e.request_id,
      (e.xid, e.audit_id) < ((SELECT last_xid FROM last), (SELECT last_audit_id FROM last))
    FROM audit_leaf l LEFT JOIN audit_event e ON e.audit_id = l.audit_id
    WHERE l.leaf_index >= ${from} AND l.leaf_index < ${before}
    ORDER BY l.leaf_index
  ) TO STDOUT (FORMAT binary)`
}

function readLeaf(rows: BinaryRows): LeafRow {
  const leafIndex = rows.bigint() ?? Number.NaN
  const leafHash = rows.bytea() ?? Buffer.alloc(0)
  const auditId = rows.uuid()
  const salt = rows.bytea()
  const recordId = rows.uuid()
  const record = {
    auditId: recordId ?? '',
    at: rows.timestamp() ?? '',
    actorKind: rows.text() ?? '',
    actorId: rows.text(),
    action: rows.text() ?? '',
    subjectId: rows.uuid(),
    resource: rows.text(),
    reason: rows.text(),
    fields: rows.texts() as LogRecord['fields'],
    requestId: rows.text(),
  }
  const isBeforeLast = rows.boolean() === true
  return { leafIndex, leafHash, auditId, salt, record: recordId === null ? null : record, isBeforeLast }
}
