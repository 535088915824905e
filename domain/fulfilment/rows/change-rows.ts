import { type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { MapItem } from '../rules/data-map.ts'
import type { RecordValue } from '../rules/source.ts'
import { anonymised, isRecord, named, stillPersonal } from './person-rows.ts'

/** Erases at most `limit` of the person's rows as the item's rule says. Returns how many; 0 when none is left. */
export async function eraseSome(tx: Transaction, item: MapItem, where: SQL, limit: number): Promise<number> {
  const { erase } = item
  if (erase.how === 'keep') throw new Error(`${item.id} is kept by law`)
  const table = named(item.table)
  const some = sql`t.ctid = ANY (ARRAY(
    SELECT t.ctid FROM ${table} t WHERE ${where} AND ${stillPersonal(item)} LIMIT ${limit} FOR UPDATE))`
  const changed = await tx.execute(
    erase.how === 'delete'
      ? sql`DELETE FROM ${table} t WHERE ${some} RETURNING 1`
      : sql`UPDATE ${table} t SET ${anonymised(item, erase.values)} WHERE ${some} RETURNING 1`,
  )
  return changed.length
}

const typed = (item: MapItem, column: string, value: RecordValue): SQL =>
  sql`(json_populate_record(NULL::${named(item.table)}, ${JSON.stringify({ [column]: value })}::text::json)).${sql.identifier(column)}`

/** Writes the values into the person's row, or makes it. Returns how many rows have them. */
export async function makeRow(
  tx: Transaction,
  item: MapItem,
  where: SQL,
  values: Readonly<Record<string, RecordValue>>,
): Promise<number> {
  const names = Object.keys(values)
  const columns = sql.join(
    names.map((one) => sql.identifier(one)),
    sql`, `,
  )
  const given = sql.join(
    names.map((one) => typed(item, one, values[one] ?? null)),
    sql`, `,
  )
  const table = named(item.table)
  const changed = await tx.execute(
    sql`UPDATE ${table} t SET (${columns}) = ROW(${given}) WHERE ${where} RETURNING 1`,
  )
  if (changed.length > 0) return changed.length
  return (await tx.execute(sql`INSERT INTO ${table} (${columns}) VALUES (${given}) RETURNING 1`)).length
}

type Change = { key: readonly RecordValue[]; column: string; from: RecordValue; to: RecordValue }

/** Replaces one value of one record if it is still the old one. Returns how many rows changed. */
export async function correctRow(
  tx: Transaction,
  item: MapItem,
  where: SQL,
  { key, column, from, to }: Change,
): Promise<number> {
  const name = sql.identifier(column)
  const changed = await tx.execute(sql`
    UPDATE ${named(item.table)} t SET ${name} = ${typed(item, column, to)}
    WHERE ${where} AND ${isRecord(item, key)} AND t.${name} IS NOT DISTINCT FROM ${typed(item, column, from)}
    RETURNING 1`)
  return changed.length
}

/** Whether the record is there, and whether its value is not the new one. */
export async function readCorrection(
  tx: Transaction,
  item: MapItem,
  where: SQL,
  { key, column, to }: Change,
) {
  const [found] = await tx.execute<{ matched: number; left: number }>(sql`
    SELECT count(*)::int AS matched,
      (count(*) FILTER (WHERE t.${sql.identifier(column)} IS DISTINCT FROM ${typed(item, column, to)}))::int AS left
    FROM ${named(item.table)} t WHERE ${where} AND ${isRecord(item, key)}`)
  return { matched: found?.matched ?? 0, left: found?.left ?? 0 }
}
