import { sql } from 'drizzle-orm'
import type { TestPortal } from '../people.ts'

type Portal = Pick<TestPortal, 'database'>

const columns = 'audit_id, actor_kind, actor_id, action, subject_id, resource, reason, fields, request_id'

/** How many rows every table has, and a hash of what is in them; limits count attempts, whatever becomes of them. */
async function fingerprint({ database }: Portal): Promise<Map<string, string>> {
  const { db } = database.owner
  const tables = await db.execute<{ name: string }>(sql`
    SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r'
      AND relnamespace IN ('public'::regnamespace, 'keystore'::regnamespace, 'graphile_worker'::regnamespace)
      AND relname <> 'rate_limit' ORDER BY 1`)
  const queries = tables.map(
    ({ name }) =>
      sql`SELECT ${name} AS name, count(*) || ' ' || md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) AS rows FROM ${sql.raw(name)} t`,
  )
  const found = await db.execute<{ name: string; rows: string }>(sql.join(queries, sql` UNION ALL `))
  return new Map(found.map(({ name, rows }) => [name, rows]))
}

/** Takes the right to write records from both roles; the owner of the table can have it back. */
export async function withoutLog<T>({ database }: Portal, act: () => Promise<T>): Promise<T> {
  const { db } = database.owner
  await db.execute(sql.raw(`REVOKE INSERT (${columns}) ON audit_event FROM portal_app`))
  await db.execute(sql.raw('REVOKE INSERT ON audit_event FROM portal_owner'))
  try {
    return await act()
  } finally {
    await db.execute(sql.raw(`GRANT INSERT (${columns}) ON audit_event TO portal_app`))
    await db.execute(sql.raw('GRANT INSERT ON audit_event TO portal_owner'))
  }
}

/** The newest record, by the time of the database. */
const newestRecord = async ({ database }: Portal) => {
  const [row] = await database.owner.db.execute<{ id: string }>(
    sql`SELECT audit_id AS id FROM audit_event ORDER BY at DESC, audit_id DESC LIMIT 1`,
  )
  return row?.id
}

/**
 * What is wrong with a call, or null: without the right to write records it must throw for that reason and leave every row of
 * every table as it was; with the right the same call must succeed and be on record.
 */
export async function faultOfCall(portal: Portal, call: () => Promise<unknown>): Promise<string | null> {
  const before = await fingerprint(portal)
  const outcome = await withoutLog(portal, () =>
    call().then(
      (given) => `answered ${JSON.stringify(given)}`,
      (error: Error) =>
        /permission denied for table audit_event/.test(`${error} ${error.cause}`)
          ? null
          : `threw ${error} ${error.cause}`,
    ),
  )
  if (outcome) return `without the log: ${outcome}`
  const after = await fingerprint(portal)
  const changed = [...after].filter(([name, rows]) => before.get(name) !== rows).map(([name]) => name)
  if (changed.length > 0) return `without the log it changed ${changed.join(', ')}`
  const newest = await newestRecord(portal)
  const given = await call().catch((error: Error) => error)
  if (given instanceof Error) return `with the log: ${given} ${given.cause}`
  if ((await newestRecord(portal)) === newest)
    return `with the log nothing was recorded: ${JSON.stringify(given)}`
  return null
}
