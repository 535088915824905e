import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { type Context, contextFor } from '#domain/access/context.ts'

/** A context that counts the rows which PostgreSQL reads from tables in its transactions, whether or not they are returned. */
export function countingRows({ services, actor, locale }: Context): { ctx: Context; rows: () => number } {
  const { database } = services
  let rows = 0
  const counted: typeof database = {
    ...database,
    transaction: (work, options) =>
      database.transaction(async (tx) => {
        const before = await rowsRead(tx)
        const result = await work(tx)
        rows += (await rowsRead(tx)) - before
        return result
      }, options),
  }
  return { ctx: contextFor({ ...services, database: counted }, { actor, locale }), rows: () => rows }
}

async function rowsRead(tx: Transaction): Promise<number> {
  const [read] = await tx.execute<{ rows: string }>(sql`
    SELECT coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0) AS rows FROM pg_stat_xact_user_tables`)
  return Number(read?.rows)
}
