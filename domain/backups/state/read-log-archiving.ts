import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'

export type LogArchiving = {
  /** `archive_mode`: the server copies its write-ahead log elsewhere. */
  on: boolean
  /** Pieces of the log that were copied. */
  copied: number
  /** When the last one was; before the first, when the server began to count. */
  since: Date
  /** The last try, when it failed. */
  failed: { wal: string; at: Date } | null
}

/** What PostgreSQL says of copying its write-ahead log (`pg_stat_archiver`), which every role may read. The caller has authorized. */
export async function readLogArchiving(tx: Transaction): Promise<LogArchiving> {
  const [row] = await tx.execute<{
    mode: string
    copied: string
    since: string
    failing: boolean
    failed_wal: string | null
    failed_at: string | null
  }>(sql`
    SELECT current_setting('archive_mode') AS mode, archived_count::text AS copied,
      coalesce(last_archived_time, greatest(stats_reset, pg_postmaster_start_time()))::text AS since,
      last_failed_time IS NOT NULL AND last_failed_time > coalesce(last_archived_time, '-infinity') AS failing,
      last_failed_wal AS failed_wal, last_failed_time::text AS failed_at
    FROM pg_stat_archiver`)
  if (!row) throw new Error('pg_stat_archiver has one row')
  const { mode, copied, since, failing, failed_wal, failed_at } = row
  return {
    on: mode !== 'off',
    copied: Number(copied),
    since: new Date(since),
    failed: failing && failed_at !== null ? { wal: failed_wal ?? '', at: new Date(failed_at) } : null,
  }
}
