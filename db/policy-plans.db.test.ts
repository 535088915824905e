import postgres from 'postgres'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type TestDatabase, testDatabase } from '#testing/database.ts'

// What PostgreSQL plans for a person who reads a whole table without a filter, so that only the policy is left to choose the rows.
// Each table gets rows of its own and statistics of a million.
const rows = 5000
const million = 1_000_000
const person = '00000000-0000-7000-8000-000000000042'

/** Tables that are read whole although their policy names a person, with the reason. */
const readWhole: Record<string, string> = {}

let it: TestDatabase
let sql: postgres.Sql

beforeAll(async () => {
  it = await testDatabase()
  const database = new URL(it.appUrl).pathname
  const superUrl = Object.assign(new URL(inject('testServer').superUrl), { pathname: database })
  sql = postgres(superUrl.href, { max: 1, onnotice: () => {} })
  for (const { name, column } of await tablesOf()) await fill(name, column)
  await sql`DELETE FROM erased_subject WHERE subject_id = ${person}`
}, 120_000)
afterAll(async () => {
  await sql.end()
  await it.close()
})

type Table = { name: string; column: string | null }

/** Tables whose policy for reading names the person who acts, with the column that it compares. */
const tablesOf = () => sql<Table[]>`
  SELECT DISTINCT p.polrelid::regclass::text AS name, a.attname AS column
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
  LEFT JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid AND d.refobjid = p.polrelid AND d.refobjsubid > 0
  LEFT JOIN pg_attribute a ON a.attrelid = p.polrelid AND a.attnum = d.refobjsubid
  WHERE p.polpermissive AND p.polcmd IN ('r', '*') AND pg_get_expr(p.polqual, p.polrelid) LIKE '%app.subject%' ORDER BY 1`

const values: Record<string, string> = {
  uuid: `('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid`,
  bytea: 'n::text::bytea',
  boolean: 'false',
  jsonb: `'{}'::jsonb`,
  date: `current_date - n % 700`,
  'timestamp with time zone': `now() - interval '1 minute' * n`,
  xid8: `n::text::xid8`,
  'text[]': `'{}'::text[]`,
}

/** Adds rows of invented values, one for each person, whatever the rules of the table are; its indexes and policies stay. */
async function fill(name: string, column: string | null) {
  const columns = await sql<{ column: string; type: string }[]>`
    SELECT attname AS column, format_type(atttypid, NULL) AS type FROM pg_attribute
    WHERE attrelid = ${name}::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = ''
      AND (attnotnull OR attname = ${column})`
  const checks = await sql<{ name: string }[]>`
    SELECT conname AS name FROM pg_constraint WHERE conrelid = ${name}::regclass AND contype = 'c'`
  for (const check of checks) await sql.unsafe(`ALTER TABLE ${name} DROP CONSTRAINT "${check.name}"`)
  await sql.unsafe('SET session_replication_role = replica')
  const names = columns.map((one) => `"${one.column}"`).join(', ')
  const made = columns.map(({ type }) => values[type] ?? `n::${type}`).join(', ')
  await sql.unsafe(`INSERT INTO ${name} (${names}) SELECT ${made} FROM generate_series(1, ${rows}) n`)
  await sql.unsafe('SET session_replication_role = origin')
  await sql.unsafe(`ANALYZE ${name}`)
  await sql`UPDATE pg_class SET reltuples = ${million} WHERE oid = ${name}::regclass
    OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = ${name}::regclass)`
}

type Node = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
  'Actual Rows': number
  Plans?: Node[]
}
type Read = { table: string; by: string[]; blocks: number; found: number }

/** How the role of the app reads the table for this person. */
async function readAsPerson(tx: postgres.ISql, table: string): Promise<Read> {
  await tx`SELECT set_config('role', 'portal_app', true), set_config('app.subject', ${person}, true),
    set_config('app.actor', ${`subject:${person}`}, true), set_config('app.reach', '', true)`
  const [row] = await tx.unsafe(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM ${table}`)
  await tx`SELECT set_config('role', 'none', true)`
  const root: Node = row?.['QUERY PLAN'][0].Plan
  const nodes = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodes)]
  const by = nodes(root).map((node) =>
    `${node['Node Type']} ${node['Index Name'] ?? node['Relation Name'] ?? ''}`.trim(),
  )
  const blocks = root['Shared Hit Blocks'] + root['Shared Read Blocks']
  return { table, by, blocks, found: root['Actual Rows'] }
}

class Undo extends Error {}

/** Reads the table in a transaction that is rolled back, after a change. */
async function readAfter(change: string, table: string): Promise<Read> {
  let read: Read | undefined
  await sql
    .begin(async (tx) => {
      await tx.unsafe(change)
      read = await readAsPerson(tx, table)
      throw new Undo()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error
    })
  if (!read) throw new Error(table)
  return read
}

const isWhole = ({ by }: Read) => by.some((step) => step.startsWith('Seq Scan'))

test('under the policy of each table with a subject, a person’s rows are found by an index at a million rows', async () => {
  const tables = await tablesOf()
  expect(tables.length).toBeGreaterThan(30)
  expect(tables.filter(({ column }) => column === null)).toEqual([])
  const reads: Read[] = []
  for (const { name } of tables) reads.push(await readAfter('SELECT', name))
  if (process.env.PLANS_LOUD) console.table(reads.map(({ by, ...read }) => ({ ...read, by: by.join(', ') })))
  expect(reads.filter(isWhole).map(({ table }) => table)).toEqual(Object.keys(readWhole))
  // Three steps of an index, the row, and what asks whether the person was erased.
  expect(reads.filter(({ blocks }) => blocks > 20)).toEqual([])
  expect(reads.filter(({ found }) => found !== 1).map(({ table }) => table)).toEqual(['erased_subject'])
})

test.each([
  [
    'without its index',
    'ALTER TABLE subject_session DROP CONSTRAINT subject_session_subject_id_token_hash_pk',
  ],
  [
    'whose policy is an alternative',
    `ALTER POLICY reach ON subject_session USING (current_setting('app.reach', true) = 'all'
      OR subject_id = nullif(current_setting('app.subject', true), '')::uuid)`,
  ],
])('a table %s is read whole, and this test sees it', async (_name, change) => {
  expect(isWhole(await readAfter('SELECT', 'subject_session'))).toBe(false)
  const read = await readAfter(change, 'subject_session')
  expect(isWhole(read)).toBe(true)
  expect(read.blocks).toBeGreaterThan(20)
})
