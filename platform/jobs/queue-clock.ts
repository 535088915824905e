import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Database, Transaction } from '#db/client.ts'
import { aheadOfDatabaseMs, type Clock } from '../clock.ts'
import { readFact, setFact } from '../installation-facts.ts'
import { enqueue } from './enqueue.ts'

const factName = 'queue-clock'
const factSchema = z.object({ aheadMs: z.number() }).catch({ aheadMs: 0 })

/**
 * The queue runs by the database's clock, from which the portal's may be moved (`PORTAL_CLOCK_OFFSET`). When that was
 * changed since the last start, waiting jobs are moved with it, and each of `scheduled` runs once, as it would have in the
 * time that is skipped. Returns by how much the clock was moved, ms.
 */
export async function followClock(
  database: Database,
  clock: Clock,
  scheduled: readonly string[],
): Promise<number> {
  const aheadMs = aheadOfDatabaseMs(clock)
  return database.transaction(async (tx) => {
    // Two workers that start at once must not both move the jobs.
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext(${factName}))`)
    const before = factSchema.parse((await readFact({ db: tx }, factName)) ?? { aheadMs: 0 })
    const movedMs = aheadMs - before.aheadMs
    if (movedMs === 0) return 0
    await moveJobs(tx, movedMs)
    for (const task of scheduled) await enqueue(tx, task, {}, { key: task })
    await setFact({ db: tx }, factName, { aheadMs })
    return movedMs
  })
}

async function moveJobs(tx: Transaction, ms: number): Promise<void> {
  await tx.execute(sql`
    SELECT graphile_worker.reschedule_jobs(ARRAY[id], run_at := run_at - make_interval(secs => ${ms / 1000}::float8))
    FROM graphile_worker.jobs WHERE locked_at IS NULL AND run_at > now() AND attempts < max_attempts`)
}
