import type postgres from 'postgres'
import { countText, emptyText, type KeyedTable, stagedRowsText, stagingText } from './changed-rows.ts'
import type { TableShape } from './exported-snapshot.ts'
import { copyIn, hashRowsOf, runScript } from './load-tables.ts'

/** Deletes the rows that have one of these keys, in COPY's text format, and keeps the keys for `hashChangedRows`. */
export async function removeKeys(
  sql: postgres.ISql,
  table: KeyedTable,
  { staging, keys }: { staging: string; keys: Buffer },
): Promise<void> {
  const { create, remove } = stagingText(table, staging)
  await runScript(sql, create.replace('CREATE TEMPORARY TABLE', 'CREATE TEMPORARY TABLE IF NOT EXISTS'))
  await copyIn(sql, { schema: 'pg_temp', name: staging, columns: [...table.key], order: '' }, keys)
  await runScript(sql, remove)
}

export const removeAll = (sql: postgres.ISql, table: TableShape) => runScript(sql, emptyText(table))

/** How many rows have one of the staged keys, and their SHA-256. */
export const hashChangedRows = (sql: postgres.ISql, table: KeyedTable, staging: string) =>
  hashRowsOf(sql, stagedRowsText(table, staging))

export async function countAll(sql: postgres.ISql, table: TableShape): Promise<number> {
  const [row] = await sql.unsafe<{ total: string }[]>(countText(table))
  return Number(row?.total)
}
