import type postgres from 'postgres'
import { countText, emptyText, type KeyedTable, stagedRowsText, stagingText } from './changed-rows.ts'
import type { TableShape } from './exported-snapshot.ts'
import { copyIn, hashRowsOf, runScript } from './load-tables.ts'

/** Keeps keys of rows, in COPY's text format, for `removeStaged` and `hashChangedRows`. */
export async function stageKeys(
  sql: postgres.ISql,
  table: KeyedTable,
  { staging, keys }: { staging: string; keys: Buffer },
): Promise<void> {
  const { create } = stagingText(table, staging)
  await runScript(sql, create.replace('CREATE TEMPORARY TABLE', 'CREATE TEMPORARY TABLE IF NOT EXISTS'))
  const shape = { schema: 'pg_temp', name: staging, columns: [...table.key], order: '' }
  await copyIn(sql, shape, { rows: keys })
}

/** Deletes the rows that have a staged key. There is no index yet: each time the whole table is read. */
export const removeStaged = (sql: postgres.ISql, table: KeyedTable, staging: string) =>
  runScript(sql, `ANALYZE pg_temp.${staging}; ${stagingText(table, staging).remove}`)

export const removeAll = (sql: postgres.ISql, table: TableShape) => runScript(sql, emptyText(table))

/** How many rows have one of the staged keys, and their SHA-256. */
export const hashChangedRows = (sql: postgres.ISql, table: KeyedTable, staging: string) =>
  hashRowsOf(sql, stagedRowsText(table, staging))

export async function countAll(sql: postgres.ISql, table: TableShape): Promise<number> {
  const [row] = await sql.unsafe<{ total: string }[]>(countText(table))
  return Number(row?.total)
}
