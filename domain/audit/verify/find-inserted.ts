import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { Fault } from './fault.ts'
import type { Walk } from './walk-leaves.ts'

/**
 * Records that stand before the last sealed one and were never sealed: they were put there afterwards. Each leaf has a record of its own,
 * so there are none where the leaves have as many records before it as the table; only otherwise are they looked for.
 */
export async function findInserted(
  tx: Transaction,
  logNumber: number | undefined,
  walk: Walk,
): Promise<Fault[]> {
  if (logNumber === undefined) return []
  const last = sql`
    last AS (
      SELECT last_xid, last_audit_id FROM audit_checkpoint WHERE log_number = ${logNumber} ORDER BY size DESC LIMIT 1
    )`
  const isBefore = sql`(e.xid, e.audit_id) < ((SELECT last_xid FROM last), (SELECT last_audit_id FROM last))`
  if (walk.isWhole) {
    const [row] = await tx.execute<{ n: string }>(
      sql`WITH ${last} SELECT count(*)::text AS n FROM audit_event e WHERE ${isBefore}`,
    )
    if (Number(row?.n) === walk.beforeLast) return []
  }
  const rows = await tx.execute<{ index: string | null }>(sql`
    WITH ${last}
    SELECT (
        SELECT l.leaf_index::text FROM audit_event f JOIN audit_leaf l USING (audit_id)
        WHERE (f.xid, f.audit_id) > (e.xid, e.audit_id) ORDER BY f.xid, f.audit_id LIMIT 1
      ) AS index
    FROM audit_event e WHERE ${isBefore}
      AND NOT EXISTS (SELECT FROM audit_leaf l WHERE l.audit_id = e.audit_id AND l.leaf_index >= 0)
    ORDER BY e.xid, e.audit_id LIMIT 100`)
  return rows.map(({ index }) => ({ index: Number(index ?? 0), kind: 'record-inserted' }))
}
