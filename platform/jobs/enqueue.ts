import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { aheadOfDatabaseMs, type Clock } from '../clock.ts'

/** A time of the portal, with the clock that it is of. */
export type RunAt = { at: Date; clock: Clock }

/**
 * Puts a job into the queue in the caller's transaction: no change, no job. A payload holds ids only, and is run at
 * least once. A job with a `key` that still waits is replaced, not doubled.
 */
export async function enqueue(
  tx: Transaction,
  task: string,
  payload: Record<string, string | number | null | readonly string[]>,
  options: { key?: string; runAt?: RunAt } = {},
): Promise<void> {
  const { key = null, runAt } = options
  const at = runAt ? new Date(runAt.at.getTime() - aheadOfDatabaseMs(runAt.clock)).toISOString() : null
  await tx.execute(
    sql`SELECT enqueue_job(${task}, ${JSON.stringify(payload)}::json, ${key}, ${at}::timestamptz)`,
  )
}

/** Many jobs of one task in one statement, each with a key of its own. */
export async function enqueueEach(
  tx: Transaction,
  task: string,
  jobs: readonly { key: string; payload: Record<string, string> }[],
): Promise<void> {
  if (jobs.length === 0) return
  await tx.execute(
    sql`SELECT enqueue_job(${task}, j.payload, j.key)
      FROM json_to_recordset(${JSON.stringify(jobs)}::text::json) AS j(key text, payload json)`,
  )
}
