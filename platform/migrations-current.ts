import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Database } from '#db/client.ts'

const journal = z.object({ entries: z.array(z.object({ when: z.number() })).min(1) })

function newestMigration(): number {
  const file = new URL('../db/migrations/meta/_journal.json', import.meta.url)
  return Math.max(...journal.parse(JSON.parse(readFileSync(file, 'utf8'))).entries.map((entry) => entry.when))
}

/**
 * True when the database has every migration of this version and lets this role see so. One that is ahead is good too:
 * an instance of the next version may be starting. Throws `DatabaseUnavailable`.
 */
export async function migrationsAreCurrent(database: Database): Promise<boolean> {
  const [journalTable] = await database.db.execute<{ readable: boolean }>(sql`
    SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable
    FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid
    WHERE n.nspname = 'drizzle' AND c.relname = '__drizzle_migrations'`)
  if (!journalTable?.readable) return false
  const [last] = await database.db.execute<{ newest: string | null }>(
    sql`SELECT max(created_at)::text AS newest FROM drizzle.__drizzle_migrations`,
  )
  return Number(last?.newest ?? 0) >= newestMigration()
}
