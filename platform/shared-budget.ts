import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '#db/client.ts'
import { rateLimit } from '#db/schema/installation.ts'

export type Budget = {
  /** How much there is in each window. */
  limit: number
  seconds: number
}

/** `taken`: how much the caller may spend until the window ends; 0: nothing is left in it. */
export type Share = { taken: number; leftForAll: number; endsInMs: number }

/** So many shares make a budget: an instance asks the database at most about this often in a window. */
const shares = 20

const nowMs = sql`floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint`

/**
 * Takes a share of a budget that all instances spend together. Towards its end shares get smaller, so that little is kept by
 * an instance that does not spend it; together never more than the limit is given out. By the database's clock.
 */
export async function takeShare({ db }: Pick<Database, 'db'>, name: string, budget: Budget): Promise<Share> {
  const taking = takeStatement(name, budget)
  type Row = { taken: number; used: number; ends: string }
  const [row] = await db.execute<Row>(taking)
  if (row)
    return {
      taken: row.taken,
      leftForAll: Math.max(0, budget.limit - row.used),
      endsInMs: Math.max(0, Number(row.ends)),
    }
  await db.insert(rateLimit).values({ key: name, points: 0, expire: 0 }).onConflictDoNothing()
  return takeShare({ db }, name, budget)
}

function takeStatement(name: string, { limit, seconds }: Budget): SQL {
  const most = Math.max(1, Math.ceil(limit / shares))
  return sql`
    UPDATE rate_limit r SET points = n.spent + n.taken, expire = n.ends
    FROM (
      SELECT key, spent, ends, greatest(0, least(${most}::int, ceil((${limit}::int - spent) / 4.0)::int)) AS taken
      FROM (
        SELECT key, CASE WHEN expire > ${nowMs} THEN points ELSE 0 END AS spent,
          CASE WHEN expire > ${nowMs} THEN expire ELSE ${nowMs} + ${seconds * 1000}::int END AS ends
        FROM rate_limit WHERE key = ${name} FOR UPDATE
      ) held
    ) n
    WHERE r.key = n.key
    RETURNING n.taken, r.points AS used, (r.expire - ${nowMs})::text AS ends`
}
