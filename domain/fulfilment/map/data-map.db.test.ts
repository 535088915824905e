import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { portalItems } from './portal-items.ts'
import { itemsOf, readPlatformMap } from './read-data-map.ts'
import { unmapped } from './unmapped-tables.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

type Column = { table: string; column: string }

/** A column that can name a person: an id, an address, a text that people write, or any payload. */
const namesPerson =
  /(^|_)(subject|account|person|people|user|staff|owner|member|external)_id$|_by(_id)?$|(^|_)(email|phone|name_sealed|full_name|ip|payload)(_|$)|_sealed$/

const columnsOf = async (schemas: string) => {
  const rows = await database.owner.db.execute<Column>(sql`
    SELECT c.relname AS "table", a.attname AS "column"
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY (string_to_array(${schemas}, ',')) AND a.attnum > 0
      AND NOT a.attisdropped`)
  return [...rows]
}
const bare = (table: string) => table.slice(table.indexOf('.') + 1)

describe('the data map of the portal', () => {
  test('has every table that names a person: add a new one to portal-items.ts, or to `unmapped` with a reason', async () => {
    const named = (await columnsOf('public,keystore,graphile_worker'))
      .filter(({ column }) => namesPerson.test(column))
      .map(({ table }) => table)
    const known = [...portalItems.map(({ table }) => bare(table)), ...Object.keys(unmapped)]
    expect([...new Set(named)].filter((table) => !known.includes(table))).toEqual([])
    const existing = (await columnsOf('public,keystore,graphile_worker')).map(({ table }) => table)
    expect(known.filter((table) => !existing.includes(table))).toEqual([])
  })

  test('has every column of those tables, once: as a field, or as internal', async () => {
    const columns = await columnsOf('public,keystore')
    const inMap = portalItems.flatMap(({ table, fields, internal, person }) => {
      const named = [...fields.map(({ column }) => column), ...internal]
      return [...named, ...(named.includes(person.column) ? [] : [person.column])].map(
        (column) => `${bare(table)}.${column}`,
      )
    })
    const tables = new Set(portalItems.map(({ table }) => bare(table)))
    const inTables = columns
      .filter(({ table }) => tables.has(table))
      .map(({ table, column }) => `${table}.${column}`)
    expect(inMap.sort()).toEqual(inTables.sort())
  })

  test('decrypts every encrypted column of a person', () => {
    const hidden = portalItems.flatMap(({ fields }) =>
      fields.filter(({ column, encryptedFor }) => column.endsWith('_sealed') && !encryptedFor),
    )
    expect(hidden).toEqual([])
  })

  test('orders by columns without NULL and never changes them', async () => {
    const nullable = await database.owner.db.execute<Column>(sql`
      SELECT c.relname AS "table", a.attname AS "column" FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attnotnull`)
    const isNullable = (table: string, column: string) =>
      nullable.some((one) => one.table === table && one.column === column)
    expect(
      portalItems.flatMap(({ table, order }) => order.filter((name) => isNullable(bare(table), name))),
    ).toEqual([])
  })
})

test('a map without the item that it names is refused, with the place', () => {
  expect(() => readPlatformMap({ PLATFORM_MAP_FILE: '/nowhere.json' })).toThrow('/nowhere.json')
  const map = readPlatformMap({})
  const ids = itemsOf('platform', map).map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toContain('platform.certificates')
})
