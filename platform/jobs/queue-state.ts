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
  /** Scheduled tasks whose last run failed. The next run is a job of its own, so nothing is lost. */
  failedRuns: { task: string; lastError: string }[]
}

/** Scheduled by the crontab. */
const isScheduled = sql`j.payload->'_cron' IS NOT NULL`
const isReplaced = sql`coalesce(j.flags ? 'replaced', false)`
const isOver = sql`j.attempts >= j.max_attempts AND j.locked_at IS NULL`

/** The state of the queue, from the columns that pg-boss keeps about each job. Payloads are not read. */
export async function readQueueState(database: Pick<Database, 'db'>): Promise<QueueState> {
  const [totals] = await database.db.execute<{ due: string; lag: string; failing: string }>(sql`
    SELECT count(*) FILTER (WHERE run_at <= now() AND locked_at IS NULL) AS due,
      coalesce(extract(epoch FROM now() - min(run_at) FILTER (WHERE run_at <= now() AND locked_at IS NULL)), 0) AS lag,
      count(*) FILTER (WHERE attempts > 0 AND locked_at IS NULL) AS failing
    FROM graphile_worker._private_jobs WHERE attempts < max_attempts`)
  const dead = await database.db.execute<QueueState['dead'][number]>(sql`
    SELECT j.id::text AS id, t.identifier AS task, j.last_error AS "lastError"
    FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    WHERE ${isOver} AND NOT ${isScheduled} AND NOT ${isReplaced} ORDER BY j.id LIMIT 100`)
  const failedRuns = await database.db.execute<QueueState['failedRuns'][number]>(sql`
    SELECT DISTINCT ON (t.identifier) t.identifier AS task, j.last_error AS "lastError"
    FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    WHERE ${isOver} AND ${isScheduled} AND j.last_error IS NOT NULL ORDER BY t.identifier, j.id DESC`)
  return {
    due: Number(totals?.due ?? 0),
    lagSeconds: Math.round(Number(totals?.lag ?? 0)),
    failing: Number(totals?.failing ?? 0),
    dead: [...dead],
    failedRuns: [...failedRuns],
  }
}

/**
 * Deletes jobs that are over and were not given up: replaced by a newer one while they ran, or runs of the schedule that a
 * newer run has followed or that a killed worker left.
 */
export async function purgeEndedJobs(database: Pick<Database, 'db'>): Promise<void> {
  await database.db.execute(sql`
    DELETE FROM graphile_worker._private_jobs j
    WHERE ${isOver} AND (${isReplaced} OR ${isScheduled} AND (j.last_error IS NULL OR EXISTS (
      SELECT FROM graphile_worker._private_jobs newer
      WHERE newer.task_id = j.task_id AND newer.id > j.id AND newer.payload->'_cron' IS NOT NULL)))`)
}
