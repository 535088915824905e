import { createHash } from 'node:crypto'
import { finished } from 'node:stream/promises'
import type postgres from 'postgres'
import { copyOut } from './copy-out.ts'
import { copyInText, copyOutText, type TableShape } from './exported-snapshot.ts'

/** Names of tables of one's own that a database has; none in a new one. */
export async function listTables(sql: postgres.ISql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    SELECT schemaname || '.' || tablename AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND schemaname NOT LIKE 'pg\\_%' ORDER BY 1`
  return rows.map(({ name }) => name)
}

/** Runs SQL text of several statements. */
export async function runScript(sql: postgres.ISql, text: string): Promise<void> {
  await sql.unsafe(text).simple()
}

/** Loads rows in COPY's text format. */
export async function copyIn(sql: postgres.ISql, table: TableShape, rows: Buffer): Promise<void> {
  const stream = await sql.unsafe(`COPY ${copyInText(table, 'STDIN')}`).writable()
  stream.end(rows)
  await finished(stream)
}

type Hashed = { rows: number; sha256: string }

/** How many rows a table has, and the SHA-256 of all of them in order, as COPY writes them. */
export const hashRows = (sql: postgres.ISql, table: TableShape): Promise<Hashed> =>
  hashRowsOf(sql, copyOutText(table))

/** The same of a COPY to STDOUT. */
export async function hashRowsOf(sql: postgres.ISql, statement: string): Promise<Hashed> {
  const hash = createHash('sha256')
  let rows = 0
  for await (const piece of copyOut(sql, statement)) {
    hash.update(piece)
    rows += countRows(piece)
  }
  return { rows, sha256: hash.digest('hex') }
}

/** COPY's text format writes a line end inside a value as `\n`, so each byte 10 ends a row. */
export function countRows(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1
  return count
}
