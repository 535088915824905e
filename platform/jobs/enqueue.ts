import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'

/**
 * Puts a job into the queue in the caller's transaction: no change, no job. A payload holds ids only, and is run at
 * least once. A job with a `key` that still waits is replaced, not doubled.
 */
export async function enqueue(
  tx: Transaction,
  task: string,
  payload: Record<string, string | number | null | readonly string[]>,
  options: { key?: string; runAfter?: Date } = {},
): Promise<void> {
  const at = options.runAfter?.toISOString() ?? null
  await tx.execute(
    sql`SELECT enqueue_job(${task}, ${JSON.stringify(payload)}::json, ${options.key ?? null}, ${at}::timestamptz)`,
  )
}
