import { sql } from 'drizzle-orm'
import type { Environment } from '#platform/env.ts'
import { type Finding, fail, look, ok, warn } from './finding.ts'
import { onDatabase } from './on-database.ts'

/** More than this makes the order of the app's and the database's times unreliable. */
const warnMs = 2000
/** One step of an authenticator app: its codes are refused with a clock that is further away. */
const failMs = 30_000

/** Compares this machine's clock (codes, signed calls, tokens) with the database server's (records). */
export function checkClock(env: Environment): Promise<Finding> {
  return look('clock', async () =>
    onDatabase(env.DATABASE_URL, async ({ db }) => {
      // The first statement also connects.
      await db.execute(sql`SELECT 1`)
      const before = Date.now()
      const [row] = await db.execute<{ ms: number }>(
        sql`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`,
      )
      const after = Date.now()
      return clockFinding({ server: row?.ms ?? Number.NaN, before, after })
    }),
  )
}

/** All in ms since 1970. The server was asked between `before` and `after`: only what neither explains is a difference. */
export function clockFinding({ server, before, after }: { server: number; before: number; after: number }) {
  if (Number.isNaN(server)) return fail('the database server does not say its time')
  const apart = Math.max(before - server, server - after, 0)
  if (apart < warnMs) return ok('less than 2 s apart from the database server')
  const way = server < before ? 'ahead of' : 'behind'
  const says = `${Math.round(apart / 1000)} s ${way} the database server: synchronise both with NTP`
  return apart < failMs ? warn(says) : fail(`${says}; codes and signed calls are refused`)
}
