import { sql } from 'drizzle-orm'
import type { Database } from '#db/client.ts'
import type { Environment } from '#platform/env.ts'
import { type Finding, fail, look, ok } from './finding.ts'
import { onDatabase } from './on-database.ts'

/** Whether PostgreSQL still hides the rows about people and staff from a role that does not say who acts. */
export function checkRowSecurity(env: Environment): Promise<Finding> {
  return look('row security', async () => {
    const views = await onDatabase(env.DATABASE_URL, ({ db }) => viewsOfOwner(db))
    if (views.length > 0) return fail(`read with the rights of their owner: ${views.join(', ')}`)
    const tables = await onDatabase(env.DATABASE_URL, ({ db }) =>
      db.execute<{ name: string; lacks: string | null }>(sql`
        SELECT c.oid::regclass::text AS name, CASE
          WHEN NOT c.relrowsecurity THEN 'ENABLE'
          WHEN NOT c.relforcerowsecurity THEN 'FORCE'
          WHEN NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname <> 'backup_reads') THEN 'POLICY'
        END AS lacks
        FROM pg_class c
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace IN ('public'::regnamespace, 'keystore'::regnamespace)
          AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
            AND a.attname IN ('subject_id', 'staff_id'))
        ORDER BY 1`),
    )
    const open = tables.flatMap(({ name, lacks }) => (lacks === null ? [] : [`${name} (${lacks})`]))
    if (open.length > 0) return fail(`off, or not for the owner too: ${open.join(', ')}`)
    return ok(`${tables.length} tables about people and staff, each with its policy`)
  })
}

/** Views that read tables as their owner does, and stored ones, which have no row-level security at all. */
async function viewsOfOwner(db: Database['db']): Promise<string[]> {
  const rows = await db.execute<{ name: string }>(sql`
    SELECT c.oid::regclass::text AS name FROM pg_class c
    WHERE c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'keystore', 'drizzle', 'graphile_worker'))
      AND (c.relkind = 'm' OR (c.relkind = 'v'
        AND NOT coalesce(c.reloptions @> '{security_invoker=true}' OR c.reloptions @> '{security_invoker=on}', false)))
    ORDER BY 1`)
  return rows.map(({ name }) => name)
}
