import { sql } from 'drizzle-orm'
import type { Database } from '#db/client.ts'
import type { Environment } from '#platform/env.ts'
import { type Finding, fail, look, ok } from './finding.ts'
import { onDatabase } from './on-database.ts'

type Session = { backend: number; limitMs: number }

/**
 * Whether a pooler (PgBouncer, pgcat) stands before the database and gives one connection of the server to several of the
 * portal's in turn: locks of a session, LISTEN and prepared statements then belong to nobody.
 */
export const checkPooler = (env: Environment): Promise<Finding> =>
  look('connection pooler', () =>
    onDatabase(env.DATABASE_URL, async (one) => {
      const first = await sessionOf(one)
      return poolerFinding(first, await onDatabase(env.DATABASE_URL, sessionOf))
    }),
  )

/** Of two connections that were open at the same time. */
export function poolerFinding(one: Session, other: Session) {
  if (one.backend === other.backend)
    return fail('shares connections between transactions: use session mode, or connect without it')
  return one.limitMs === 0 || other.limitMs === 0
    ? fail('drops the settings of a connection (statement_timeout): connect without it')
    : ok('each connection has a session of its own')
}

async function sessionOf({ db }: Database): Promise<Session> {
  const [session] = await db.execute<Session>(sql`
    SELECT pg_backend_pid() AS backend, setting::int AS "limitMs" FROM pg_settings WHERE name = 'statement_timeout'`)
  if (!session) throw new Error('the database did not say which session this is')
  return session
}
