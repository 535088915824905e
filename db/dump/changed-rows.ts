import { list, quoted, type TableShape, target } from './exported-snapshot.ts'

export type KeyedTable = TableShape & { key: readonly string[] }

const quotedText = (text: string) => `'${text.replaceAll("'", "''")}'`

/**
 * The condition on a row `t` that a transaction wrote which had not ended at the horizon. A row has the low half of that
 * transaction's number; `age` counts across its overflow. A row that is older by 2^31 transactions may be taken too, which does no harm.
 */
const isChanged = (horizon: string) => `age(t.xmin) <= age((${quotedText(horizon)}::xid8)::xid)`

/** COPY of all rows that were added or changed since the horizon. */
export const changedRowsText = (table: TableShape, horizon: string) =>
  `COPY (SELECT ${list(table.columns)} FROM ${target(table)} t WHERE ${isChanged(horizon)} ORDER BY ${table.order}) TO STDOUT`

/** COPY of the keys of all rows that were added, changed or deleted since the horizon. */
export function changedKeysText(table: KeyedTable, horizon: string): string {
  const key = list(table.key)
  const of = (alias: string) => table.key.map((name) => `${alias}.${quoted(name)}`).join(', ')
  const same = table.key.map((name) => `t.${quoted(name)} = k.${quoted(name)}`).join(' AND ')
  // A key that was deleted and added again is not gone.
  return `COPY (SELECT ${key} FROM (
    SELECT ${of('t')} FROM ${target(table)} t WHERE ${isChanged(horizon)}
    UNION
    SELECT ${of('k')} FROM public.deleted_row d CROSS JOIN jsonb_populate_record(NULL::${target(table)}, d.key) k
    WHERE d.schema_name = ${quotedText(table.schema)} AND d.table_name = ${quotedText(table.name)}
      AND d.xid >= ${quotedText(horizon)}::xid8 AND NOT EXISTS (SELECT FROM ${target(table)} t WHERE ${same})
  ) changed ORDER BY ${table.order}) TO STDOUT`
}

export const countText = (table: TableShape) => `SELECT count(*)::text AS total FROM ${target(table)}`

/** SQL of an empty table for keys, and of the deletion of the rows that have one of them. */
export function stagingText(table: KeyedTable, staging: string) {
  const same = table.key.map((name) => `t.${quoted(name)} = s.${quoted(name)}`).join(' AND ')
  return {
    create: `CREATE TEMPORARY TABLE ${staging} AS SELECT ${list(table.key)} FROM ${target(table)} WITH NO DATA;`,
    remove: `DELETE FROM ${target(table)} t USING ${staging} s WHERE ${same};`,
    drop: `DROP TABLE ${staging};`,
  }
}

/** COPY of the rows that have a key in the staging table. */
export const stagedRowsText = (table: KeyedTable, staging: string) =>
  `COPY (SELECT ${list(table.columns)} FROM ${target(table)} WHERE (${list(table.key)}) IN (SELECT ${list(table.key)} FROM ${staging})
    ORDER BY ${table.order}) TO STDOUT`

export const emptyText = (table: TableShape) => `DELETE FROM ${target(table)};`
