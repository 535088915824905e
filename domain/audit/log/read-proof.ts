import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { auditEvent, auditLeaf } from '#db/schema/audit.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { logEntry } from '../record/log-entry.ts'
import { recordColumns } from '../record/record-columns.ts'
import { proofText, readCheckpoint } from '../rules/checkpoint.ts'
import { inclusionProof } from '../rules/merkle-tree.ts'
import { readLatestCheckpoint, readLog } from './current-log.ts'
import { readHashes } from './tree-tables.ts'

export type LogProof = {
  /** Its place in the log, from 0. */
  index: number
  /** How many records the log had when the head was signed. */
  size: number
  /** C2SP tlog-proof; its `extra` is the entry: the salt and the record. */
  proof: string
}

type Wanted = {
  actions: readonly string[]
  subjectId?: string
  /** As the record names it. */
  resource?: string
  /** Instead of `resource`: one of the events of the person's ledger that the record is about. */
  eventSeq?: number
}

/**
 * Proves with the newest head that the newest such record is in the log; null when it is not sealed yet, and when its term is
 * over.
 */
// no permission: the caller has authorized what the record is about
export async function readProof(ctx: Context, wanted: Wanted): Promise<LogProof | null> {
  const system = asSystem(ctx, 'read-proof')
  return system.transaction(async (tx) => {
    const { leafIndex, salt } = auditLeaf
    const [found] = await tx
      .select({ leafIndex, salt, record: recordColumns })
      .from(auditEvent)
      .innerJoin(auditLeaf, eq(auditLeaf.auditId, auditEvent.auditId))
      .where(conditionOf(wanted))
      .orderBy(desc(leafIndex))
      .limit(1)
    const log = found && (await readLog(tx))
    const note = log && (await readLatestCheckpoint(tx, log.logNumber))?.note
    const checkpoint = note ? readCheckpoint(note) : null
    if (!found?.salt || !note || !checkpoint || found.leafIndex >= checkpoint.size) return null
    const { size } = checkpoint
    const hashes = await inclusionProof(found.leafIndex, size, readHashes(tx))
    const entry = logEntry(found.salt, found.record)
    return {
      index: found.leafIndex,
      size,
      proof: proofText({ entry, index: found.leafIndex, hashes, checkpoint: note }),
    }
  })
}

function conditionOf({ actions, subjectId, resource, eventSeq }: Wanted): SQL | undefined {
  const { action, subjectId: subject, resource: about } = auditEvent
  return and(
    inArray(action, [...actions]),
    subjectId === undefined ? undefined : eq(subject, subjectId),
    resource === undefined ? undefined : eq(about, resource),
    // A record is about a span of the ledger: consent_event:FIRST-LAST.
    eventSeq === undefined
      ? undefined
      : sql`${eventSeq}::bigint BETWEEN (regexp_match(${about}, '^consent_event:(\\d+)-(\\d+)$'))[1]::bigint
          AND (regexp_match(${about}, '^consent_event:(\\d+)-(\\d+)$'))[2]::bigint`,
  )
}
