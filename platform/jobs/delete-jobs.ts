import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'

/** Deletes the jobs that wait and whose payload has this value. One that runs now is left to end. */
export async function deleteJobsAbout(tx: Transaction, name: string, value: string): Promise<void> {
  await tx.execute(sql`
    DELETE FROM graphile_worker._private_jobs j WHERE j.locked_at IS NULL AND j.payload ->> ${name} = ${value}`)
}
