import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { RequestKind } from '../rules/kinds.ts'

const DAY_MS = 86_400_000

/** Requests whose term ended in a period, and those that are open at its end. Counts; `medianDays` from receipt to answer. */
export type Punctuality = {
  due: number
  inTime: number
  refused: number
  /** No longer wanted by the end of their term: cancelled or lapsed. Not among `due`. */
  cancelled: number
  medianDays: number | null
  open: number
  overdue: number
  /** Open, with a term that ends within 24 hours. */
  dueSoon: number
}

/**
 * How punctually requests of one kind were answered: those whose term ended after `from` and up to `to`, whether they were
 * answered or not. One that was cancelled after its term counts as late. Each half is answered by an index alone. In the caller's transaction, which has authorized.
 */
export async function readPunctuality(
  tx: Transaction,
  kind: RequestKind,
  { from, to }: { from: Date; to: Date },
): Promise<Punctuality> {
  const at = (moment: Date) => sql`${moment.toISOString()}::timestamptz`
  const soon = new Date(to.getTime() + DAY_MS)
  const [row] = await tx.execute<Punctuality>(sql`
    WITH r AS (
      SELECT received_at, due_at, closed_at, status, true AS ended,
          status IN ('cancelled', 'lapsed') AND closed_at <= due_at AS unwanted,
          status IN ('fulfilled', 'refused') AS answered
        FROM request WHERE kind = ${kind} AND due_at > ${at(from)} AND due_at <= ${at(to)}
      UNION ALL
      SELECT received_at, due_at, NULL, NULL, false, false, false
        FROM request WHERE kind = ${kind} AND closed_at IS NULL
          AND (due_at IS NULL OR due_at <= ${at(from)} OR due_at > ${at(to)})
    )
    SELECT count(*) FILTER (WHERE ended AND NOT unwanted)::int AS due,
      count(*) FILTER (WHERE ended AND answered AND closed_at <= due_at)::int AS "inTime",
      count(*) FILTER (WHERE ended AND status = 'refused')::int AS refused,
      count(*) FILTER (WHERE ended AND unwanted)::int AS cancelled,
      round((percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM closed_at - received_at) / 86400)
        FILTER (WHERE ended AND answered))::numeric, 1)::float8 AS "medianDays",
      count(*) FILTER (WHERE closed_at IS NULL)::int AS open,
      count(*) FILTER (WHERE closed_at IS NULL AND due_at <= ${at(to)})::int AS overdue,
      count(*) FILTER (WHERE closed_at IS NULL AND due_at > ${at(to)} AND due_at <= ${at(soon)})::int AS "dueSoon"
    FROM r`)
  if (!row) throw new Error('a count has one row')
  return row
}
