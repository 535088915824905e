import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import { runMigrations as runQueueMigrations } from 'graphile-worker'
import postgres from 'postgres'
import { grantRoles } from './grants.ts'

export type DatabaseUrls = { owner: string; app: string; backup: string }

const roleOf = (url: string) => decodeURIComponent(new URL(url).username)

/**
 * Brings the database to this version: tables, the queue's tables, rights of the roles. Safe to repeat and to start
 * twice at once: the second waits for the first. Roles and database must exist.
 */
export async function migrate(urls: DatabaseUrls): Promise<void> {
  const sql = postgres(urls.owner, { max: 1, onnotice: () => {} })
  try {
    await sql`SELECT pg_advisory_lock(hashtext('portal.migrate'))`
    await runQueueMigrations({ connectionString: urls.owner })
    await runMigrations(drizzle(sql), { migrationsFolder: new URL('./migrations', import.meta.url).pathname })
    await grantRoles(sql, { app: roleOf(urls.app), backup: roleOf(urls.backup) })
  } finally {
    await sql.end()
  }
}
