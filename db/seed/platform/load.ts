import { readFile } from 'node:fs/promises'
import { type SQL, sql } from 'drizzle-orm'
import { openDatabase, type Transaction } from '#db/client.ts'
import { generatePlatform } from './generate.ts'
import type { SampleLearner } from './learners.ts'
import { type PlatformTables, tableOrder } from './tables.ts'

export { type SampleLearner, sampleLearners } from './learners.ts'

const withoutOwnIds = ['lesson_progress', 'time_spent', 'notification_preferences']
const deadlineMs = 60_000

/**
 * Fills an empty database with the sample platform, in one transaction; does nothing where it is loaded already.
 * Returns the learners that the database holds now. Rights of the roles are renewed each time.
 * Throws when the database has a table `users` that is not ours, and what `transaction` of db/client.ts throws.
 */
export async function loadSamplePlatform(
  ownerUrl: string,
  now: Date,
): Promise<{ learners: SampleLearner[] }> {
  const database = openDatabase(ownerUrl, { max: 1, deadlineMs, applicationName: 'sample platform' })
  try {
    return await database.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtext('sample platform'))`)
      if (!(await isLoaded(tx))) await fill(tx, now)
      await grant(tx)
      return { learners: await readLearners(tx) }
    })
  } finally {
    await database.close()
  }
}

async function isLoaded(tx: Transaction): Promise<boolean> {
  const [found] = await tx.execute<{ marker: boolean; users: boolean }>(sql`
    select to_regclass('public.sample_marker') is not null as marker, to_regclass('public.users') is not null as users`)
  if (found?.users && !found.marker) {
    throw new Error(
      'This database has users of its own: the sample platform is loaded into an empty one only.',
    )
  }
  return found?.marker === true
}

async function fill(tx: Transaction, now: Date): Promise<void> {
  await tx.execute(sql.raw(await readFile(new URL('./schema.sql', import.meta.url), 'utf8')))
  const tables = generatePlatform(now)
  for (const name of tableOrder) {
    const table = sql.raw(`public.${name}`)
    await tx.execute(insertAll(table, tables[name]))
    if (withoutOwnIds.includes(name)) continue
    const sequence = sql`pg_get_serial_sequence(${`public.${name}`}::text, 'id')`
    await tx.execute(sql`select setval(${sequence}, (select max(id) from ${table}))`)
  }
  await tx.execute(
    sql`insert into public.sample_marker (generated_for) values (${now.toISOString()}::timestamptz)`,
  )
  await tx.execute(sql`analyze`)
}

/** All rows in one statement; the server reads each value in the type of its column. */
function insertAll(table: SQL, rows: PlatformTables[keyof PlatformTables]): SQL {
  const json = JSON.stringify(rows)
  return sql`insert into ${table} select * from json_populate_recordset(null::${table}, ${json}::text::json)`
}

/** What the portal's two roles may do in the platform's database; a role that does not exist is passed over. */
async function grant(tx: Transaction): Promise<void> {
  const rights = { platform_read: 'select', platform_write: 'select, insert, update, delete' }
  const known = await tx.execute<{ rolname: string }>(sql`select rolname from pg_roles`)
  for (const [role, tables] of Object.entries(rights)) {
    if (!known.some(({ rolname }) => rolname === role)) continue
    await tx.execute(sql.raw(`grant usage on schema public to ${role}`))
    await tx.execute(sql.raw(`grant ${tables} on all tables in schema public to ${role}`))
    await tx.execute(sql.raw(`revoke insert, update, delete on public.sample_marker from ${role}`))
    if (role !== 'platform_write') continue
    await tx.execute(sql.raw(`grant usage on all sequences in schema public to ${role}`))
  }
}

type LearnerRow = Omit<SampleLearner, 'createdAt'> & { createdAtMs: number }

async function readLearners(tx: Transaction): Promise<SampleLearner[]> {
  const rows = await tx.execute<LearnerRow>(sql`
    select external_id::text as "externalId", full_name as "fullName", email, coalesce(phone, '') as phone, locale,
      (extract(epoch from created_at) * 1000)::float8 as "createdAtMs"
    from public.users order by id`)
  return rows.map(({ createdAtMs, ...learner }) => ({ ...learner, createdAt: new Date(createdAtMs) }))
}
