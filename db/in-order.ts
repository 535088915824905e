import { sql } from 'drizzle-orm'
import type { Transaction } from './client.ts'

/**
 * Lets the transaction read pages in the order of an index. Row-level security makes the planner expect that hardly a row is left,
 * and so collect and sort what an index already gives in order: fast in a small table, slower with every row in a large one.
 * Other processes of the server would only take longer to start.
 */
export const readInOrder = (tx: Transaction) =>
  tx.execute(sql`SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true),
    set_config('max_parallel_workers_per_gather', '0', true)`)
