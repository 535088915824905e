import { sql } from 'drizzle-orm'
import type { Database } from '#db/client.ts'

/** True when the role may do as the owner of the tables does: row-level security and append-only would not bind it. */
export async function actsAsOwner(database: Database): Promise<boolean> {
  const [row] = await database.db.execute<{ owner: boolean }>(sql`
    SELECT bool_or(pg_has_role(current_user, c.relowner, 'USAGE')) OR bool_or(r.rolsuper OR r.rolbypassrls) AS owner
    FROM pg_class c CROSS JOIN pg_roles r
    WHERE r.rolname = current_user AND c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'`)
  return row?.owner === true
}

/** `SUPERUSER`, `BYPASSRLS`: what the role has, or any role that it may take. Row-level security binds none of them. */
export async function powersOf(database: Database): Promise<string[]> {
  const rows = await database.db.execute<{ power: string }>(sql`
    SELECT DISTINCT p.power FROM pg_roles r
      CROSS JOIN LATERAL (VALUES ('SUPERUSER', r.rolsuper), ('BYPASSRLS', r.rolbypassrls)) AS p (power, has)
    WHERE p.has AND pg_has_role(current_user, r.oid, 'MEMBER') ORDER BY 1 DESC`)
  return rows.map(({ power }) => power)
}

/** Databases of the same server, other than its own, that the role may connect to: everybody may unless it is taken away. */
export async function otherDatabases(database: Database): Promise<string[]> {
  const rows = await database.db.execute<{ name: string }>(sql`
    SELECT datname AS name FROM pg_database
    WHERE datallowconn AND datname <> current_database() AND has_database_privilege(oid, 'CONNECT')
    ORDER BY datname`)
  return rows.map(({ name }) => name)
}
