import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'

export type ErasureCounts = {
  /** Erasures that ended in the period. */
  ended: number
  /** Records deleted or made anonymous by them, and those that a source still gave when it was asked again. */
  recordsErased: number
  recordsLeft: number
  /** Ended although a source was skipped. */
  incomplete: number
  /** Cannot go on now; somebody must look before it goes on. */
  stuck: number
  drifted: number
}

/** Erasures since `from` and what was found when each source was read again. The caller has authorized. */
export async function countErasures(tx: Transaction, from: Date): Promise<ErasureCounts> {
  const [row] = await tx.execute<ErasureCounts>(sql`
    WITH runs AS (
      SELECT subject_id, request_id, state FROM erasure_run
        WHERE state IN ('stuck', 'drifted')
          OR state IN ('done', 'incomplete') AND ended_at > ${from.toISOString()}::timestamptz
    ), items AS (
      SELECT coalesce(sum(i.changed) FILTER (WHERE i.state IN ('erased', 'by-hand')), 0)::int AS erased,
          coalesce(sum(i.left_over) FILTER (WHERE i.state NOT IN ('kept', 'waiting')), 0)::int AS left_over
        FROM runs JOIN erasure_item i USING (subject_id, request_id) WHERE runs.state IN ('done', 'incomplete')
    )
    SELECT count(*) FILTER (WHERE state IN ('done', 'incomplete'))::int AS ended,
      (SELECT erased FROM items) AS "recordsErased", (SELECT left_over FROM items) AS "recordsLeft",
      count(*) FILTER (WHERE state = 'incomplete')::int AS incomplete,
      count(*) FILTER (WHERE state = 'stuck')::int AS stuck,
      count(*) FILTER (WHERE state = 'drifted')::int AS drifted
    FROM runs`)
  if (!row) throw new Error('a count has one row')
  return row
}
