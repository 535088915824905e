import { type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { MapItem } from '../rules/data-map.ts'
import type { CollectedRecord, RecordValue } from '../rules/source.ts'
import { column, isAfter, named, orderOf, stillPersonal } from './person-rows.ts'

/** Decrypts a column of a row. Throws what the cipher throws. */
export type Decrypt = (place: { table: string; column: string; row: string }, bytes: Buffer) => Buffer

type Row = { plain: string; key: string; [bytes: `s${number}`]: Buffer | null; [id: `r${number}`]: string }

export type RowsPage = {
  after?: readonly RecordValue[] | undefined
  limit: number
  withoutFiles?: boolean
}

/** One page of a person's records of an item, after a key if one is given. `decrypt` is needed where columns are encrypted. */
export async function readRows(
  tx: Transaction,
  item: MapItem,
  where: SQL,
  page: RowsPage,
  decrypt?: Decrypt,
): Promise<CollectedRecord[]> {
  const fields = item.fields.filter(({ kind }) => !(page.withoutFiles && kind === 'file'))
  const plain = fields.filter((field) => field.encryptedFor === undefined)
  const encrypted = fields.filter((field) => field.encryptedFor !== undefined)
  const values = plain.flatMap((field) => [sql`${field.column}::text`, column(field.column)])
  const encryptedColumns = encrypted.map(
    (field, at) => sql`, ${column(field.column)} AS ${sql.identifier(`s${at}`)},
      ${column(field.encryptedFor ?? '')}::text AS ${sql.identifier(`r${at}`)}`,
  )
  const after = page.after ? sql`AND ${isAfter(item, page.after)}` : sql``
  const rows = await tx.execute<Row>(sql`
    SELECT jsonb_build_object(${sql.join(values, sql`, `)})::text AS plain, jsonb_build_array(${orderOf(item)})::text AS key
      ${sql.join(encryptedColumns, sql``)}
    FROM ${named(item.table)} t WHERE ${where} ${after} ORDER BY ${orderOf(item)} LIMIT ${page.limit}`)
  return rows.map((row) => {
    const found = JSON.parse(row.plain) as Record<string, RecordValue>
    encrypted.forEach((field, at) => {
      const bytes = row[`s${at}`]
      const place = { table: lastPart(item.table), column: field.column, row: row[`r${at}`] ?? '' }
      found[field.column] = bytes && decrypt ? opened(field.kind, decrypt(place, bytes)) : null
    })
    const inOrder = fields.map((field) => [field.column, found[field.column] ?? null] as const)
    return { item, key: JSON.parse(row.key) as RecordValue[], values: Object.fromEntries(inOrder) }
  })
}

/** A file is given as base64, so that a record is always JSON. */
const opened = (kind: string, bytes: Buffer): RecordValue => {
  if (kind === 'file') return bytes.toString('base64')
  return kind === 'json' ? (JSON.parse(bytes.toString('utf8')) as RecordValue) : bytes.toString('utf8')
}

const lastPart = (table: string) => table.slice(table.lastIndexOf('.') + 1)

/** How many rows of the item are the person's, and how many of them an erasure still has to change. */
export async function countRows(tx: Transaction, item: MapItem, where: SQL) {
  const [found] = await tx.execute<{ rows: number; left: number }>(sql`
    SELECT count(*)::int AS rows, (count(*) FILTER (WHERE ${stillPersonal(item)}))::int AS left
    FROM ${named(item.table)} t WHERE ${where}`)
  return { rows: found?.rows ?? 0, left: found?.left ?? 0 }
}
