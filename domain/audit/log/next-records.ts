import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditEvent } from '#db/schema/audit.ts'
import { recordColumns } from '../record/record-columns.ts'
import type { SignedCheckpoint } from './current-log.ts'

export const noAuditId = '00000000-0000-0000-0000-000000000000'

export type Unsealed = Awaited<ReturnType<typeof nextRecords>>[number]

/**
 * The next records in the order of their transactions. A transaction below the horizon (`xmin` of the snapshot) has ended, so
 * nothing can appear there later. `ahead`: written in another cluster, as after a restore, and not by a transaction to come.
 */
export function nextRecords(tx: Transaction, latest: SignedCheckpoint | null, most: number) {
  const xmin = sql`pg_snapshot_xmin(pg_current_snapshot())`
  const xmax = sql`pg_snapshot_xmax(pg_current_snapshot())`
  const { xid, auditId } = auditEvent
  const given = sql`${latest?.lastXid ?? '0'}::text::xid8`
  // A position of another cluster says nothing about this one: it begins again at zero.
  const last = sql`CASE WHEN ${given} > ${xmax} THEN '0'::xid8 ELSE ${given} END`
  return tx
    .select({
      ...recordColumns,
      xid: sql<string>`${xid}::text`,
      ahead: sql<boolean>`${xid} >= ${xmax}`,
      horizon: sql<string>`${xmin}::text`,
    })
    .from(auditEvent)
    .where(
      sql`((${xid}, ${auditId}) > (${last}, ${latest?.lastAuditId ?? noAuditId}::uuid) AND ${xid} < ${xmin}
          OR ${xid} >= ${xmax})
        AND NOT EXISTS (SELECT FROM audit_leaf l WHERE l.audit_id = ${auditId})`,
    )
    .orderBy(xid, auditId)
    .limit(most)
}
