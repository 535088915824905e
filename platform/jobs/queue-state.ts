import { sql } from 'drizzle-orm'
import type { Database } from '#db/client.ts'

export type QueueState = {
  /** Due and not taken yet. */
  due: number
  /** Age of the longest due, in seconds; 0 when none is. */
  lagSeconds: number
  /** Failed, and will be tried again. */
  failing: number
  /** Out of attempts: they stay until somebody decides. */
  dead: { id: string; task: string; lastError: string | null }[]
}

/** How the queue stands. Payloads are not read. */
export async function readQueueState(database: Database): Promise<QueueState> {
  const [totals] = await database.db.execute<{ due: string; lag: string; failing: string }>(sql`
    SELECT count(*) FILTER (WHERE run_at <= now() AND locked_at IS NULL) AS due,
      coalesce(extract(epoch FROM now() - min(run_at) FILTER (WHERE run_at <= now() AND locked_at IS NULL)), 0) AS lag,
      count(*) FILTER (WHERE attempts > 0 AND locked_at IS NULL) AS failing
    FROM graphile_worker.jobs WHERE attempts < max_attempts`)
  const dead = await database.db.execute<{ id: string; task: string; lastError: string | null }>(sql`
    SELECT id::text AS id, task_identifier AS task, last_error AS "lastError"
    FROM graphile_worker.jobs WHERE attempts >= max_attempts AND locked_at IS NULL ORDER BY id LIMIT 100`)
  return {
    due: Number(totals?.due ?? 0),
    lagSeconds: Math.round(Number(totals?.lag ?? 0)),
    failing: Number(totals?.failing ?? 0),
    dead: [...dead],
  }
}
