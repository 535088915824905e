import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { rightsIn, rightsOfApp, schemaAndTable } from './table-rights.ts'

let it: TestDatabase
beforeAll(async () => {
  it = await testDatabase()
})
afterAll(() => it.close())

/** As the catalogue has it: `insert`, `update(a, b)`; what a role has through PUBLIC or another role counts too. */
async function rightsOf(role: string): Promise<Record<string, string[]>> {
  const rows = await it.owner.db.execute<{ name: string; rights: string[] }>(sql`
    SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname AS name,
      ARRAY(
        SELECT CASE WHEN has_table_privilege(${role}, c.oid, r.name) THEN r.name
          ELSE r.name || '(' || string_agg(a.attname, ', ' ORDER BY a.attname) || ')' END
        FROM (VALUES ('select'), ('insert'), ('update'), ('references')) AS r (name)
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            AND has_column_privilege(${role}, c.oid, a.attnum, r.name)
        GROUP BY r.name
        UNION ALL
        SELECT r.name FROM (VALUES ('delete'), ('truncate'), ('trigger')) AS r (name)
          WHERE has_table_privilege(${role}, c.oid, r.name)
        ORDER BY 1) AS rights
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`)
  return Object.fromEntries(rows.map(({ name, rights }) => [name, rights]))
}

const listed = () =>
  Object.fromEntries(
    Object.entries(rightsOfApp).map(([name, rights]) => [
      name,
      [
        'select',
        ...rightsIn(rights).map(({ right, columns }) =>
          columns.length > 0 ? `${right}(${[...columns].sort().join(', ')})` : right,
        ),
      ].sort(),
    ]),
  )

describe('the role of the app', () => {
  test('has the rights that are listed, on every table and view, and no other', async () => {
    expect(await rightsOf('portal_app')).toEqual(listed())
  })

  test('can neither read nor write a table that is not listed', async () => {
    await it.owner.db.execute(sql`CREATE TABLE unlisted (id int)`)
    try {
      for (const statement of [
        sql`SELECT FROM unlisted`,
        sql`INSERT INTO unlisted VALUES (1)`,
        sql`DELETE FROM unlisted`,
        sql`UPDATE unlisted SET id = 2`,
      ])
        await expect(it.app.db.execute(statement)).rejects.toThrow(/permission denied for table unlisted/)
      expect(await rightsOf('portal_app')).not.toEqual(listed())
    } finally {
      await it.owner.db.execute(sql`DROP TABLE unlisted`)
    }
  })

  test('makes nothing in any schema', async () => {
    const schemas = await it.owner.db.execute(sql`
      SELECT nspname FROM pg_namespace WHERE has_schema_privilege('portal_app', oid, 'create')`)
    expect([...schemas]).toEqual([])
    const database = await it.owner.db.execute(sql`
      SELECT has_database_privilege('portal_app', current_database(), 'create') AS make,
        has_database_privilege('portal_app', current_database(), 'temporary') AS temporary`)
    expect([...database]).toEqual([{ make: false, temporary: false }])
  })
})

test('the role of backups reads every table and writes none', async () => {
  const rights = await rightsOf('portal_backup')
  expect(Object.keys(rights).sort()).toEqual(Object.keys(rightsOfApp).sort())
  expect(Object.entries(rights).filter(([, has]) => has.join() !== 'select')).toEqual([])
})

test('columns that are listed are columns, and no right is listed twice', () => {
  for (const [name, rights] of Object.entries(rightsOfApp)) {
    const all = rightsIn(rights)
    expect(rights.replaceAll(/\([^)]*\)/g, '')).toBe(all.map(({ right }) => right).join(' '))
    expect(new Set(all.map(({ right }) => right)).size).toBe(all.length)
    expect(schemaAndTable(name)).toHaveLength(2)
  }
})
