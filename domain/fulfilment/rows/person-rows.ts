import { type SQL, sql } from 'drizzle-orm'
import type { MapItem } from '../rules/data-map.ts'
import type { RecordValue } from '../rules/source.ts'

/** A table or column name of the map; the map's schema admits only plain ones. */
export const named = (name: string): SQL =>
  sql.join(
    name.split('.').map((part) => sql.identifier(part)),
    sql`.`,
  )

export const column = (name: string): SQL => sql`t.${sql.identifier(name)}`

type Type = 'uuid' | 'text' | 'bigint'

/** The rows of an item that are the person's: a condition on `t`. Rows that belong to another item's rows are found through it. */
export function ofPerson(items: readonly MapItem[], item: MapItem, person: { id: string; type: Type }): SQL {
  const key = item.person
  if ('path' in key) return sql`${column(key.column)} ->> ${key.path} = ${person.id}`
  if (!('of' in key)) return sql`${column(key.column)} = ${person.id}::${named(person.type)}`
  const parent = items.find(({ id }) => id === `${item.source}.${key.of}`)
  if (!parent) throw new Error(`${item.id} belongs to ${key.of}, which is not in the map`)
  const rows = sql`(SELECT ${column(key.key)} FROM ${named(parent.table)} t WHERE ${ofPerson(items, parent, person)})`
  // One row of the person: compared directly, so that an index also gives the order.
  return 'of' in parent.person ? sql`${column(key.column)} IN ${rows}` : sql`${column(key.column)} = ${rows}`
}

const list = (columns: readonly string[]) => sql.join(columns.map(column), sql`, `)

export const orderOf = (item: MapItem): SQL => list(item.order)

/** A record's key as the columns' own types: the server reads each value as it reads JSON into a row. */
function typedKey(item: MapItem, key: readonly RecordValue[]): SQL {
  const json = JSON.stringify(Object.fromEntries(item.order.map((name, at) => [name, key[at] ?? null])))
  const row = sql`json_populate_record(NULL::${named(item.table)}, ${json}::text::json)`
  return sql.join(
    item.order.map((name) => sql`(${row}).${sql.identifier(name)}`),
    sql`, `,
  )
}

export const isRecord = (item: MapItem, key: readonly RecordValue[]): SQL =>
  sql`(${orderOf(item)}) = (${typedKey(item, key)})`

export const isAfter = (item: MapItem, key: readonly RecordValue[]): SQL =>
  sql`(${orderOf(item)}) > (${typedKey(item, key)})`

/** The new value of an anonymised column. */
const anonymous = (item: MapItem, value: string | null): SQL =>
  value === null ? sql`NULL` : sql`replace(${value}::text, '{id}', ${column(item.order[0] ?? '')}::text)`

/** Rows that an erasure of the item still has to change. */
export function stillPersonal(item: MapItem): SQL {
  if (item.erase.how !== 'anonymise') return sql`true`
  const differing = Object.entries(item.erase.values).map(
    ([name, value]) => sql`${column(name)}::text IS DISTINCT FROM ${anonymous(item, value)}`,
  )
  return sql`(${sql.join(differing, sql` OR `)})`
}

export const anonymised = (item: MapItem, values: Record<string, string | null>): SQL =>
  sql.join(
    Object.entries(values).map(([name, value]) => sql`${sql.identifier(name)} = ${anonymous(item, value)}`),
    sql`, `,
  )
