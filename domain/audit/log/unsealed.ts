import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { readLatestCheckpoint, readLog } from './current-log.ts'
import { noAuditId } from './next-records.ts'

/** How long the oldest record has waited to be sealed, in seconds of the database's clock; 0 for none and without a log. */
export async function unsealedSeconds(tx: Transaction): Promise<number> {
  const log = await readLog(tx)
  if (!log) return 0
  const latest = await readLatestCheckpoint(tx, log.logNumber)
  const [oldest] = await tx.execute<{ seconds: number }>(sql`
    SELECT extract(epoch FROM clock_timestamp() - at)::int AS seconds FROM audit_event
    WHERE (xid, audit_id) > (${latest?.lastXid ?? '0'}::text::xid8, ${latest?.lastAuditId ?? noAuditId}::uuid)
    ORDER BY xid, audit_id LIMIT 1`)
  return oldest?.seconds ?? 0
}
