import { createHash } from 'node:crypto'
import { finished } from 'node:stream/promises'
import type postgres from 'postgres'
import { copyOut } from '../copy-out.ts'
import { copyAsStoredText, copyInText, copyOutText, isOwn, type TableShape } from './exported-snapshot.ts'

/** Names of tables of one's own that a database has; none in a new one. */
export async function listTables(sql: postgres.ISql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND ${isOwn(sql)} ORDER BY 1`
  return rows.map(({ name }) => name)
}

/** Runs SQL text of several statements. */
export async function runScript(sql: postgres.ISql, text: string): Promise<void> {
  await sql.unsafe(text).simple()
}

/**
 * Loads rows in COPY's text format. `isNew`: into a table that this transaction made. Its rows need no later look at whether the
 * transaction ended well, which would write each page once more.
 */
export async function copyIn(
  sql: postgres.ISql,
  table: TableShape,
  { rows, isNew = false }: { rows: Buffer; isNew?: boolean },
): Promise<void> {
  const how = isNew ? ' (FREEZE)' : ''
  const stream = await sql.unsafe(`COPY ${copyInText(table, 'STDIN')}${how}`).writable()
  stream.end(rows)
  await finished(stream)
}

export type Hashed = { rows: number; sha256: string }

/** How many rows a table has, and the SHA-256 of all of them in order, as COPY writes them. */
export const hashRows = (sql: postgres.ISql, table: TableShape): Promise<Hashed> =>
  hashRowsOf(sql, copyOutText(table))

/**
 * Whether a table has these rows. They were loaded in their order, so they are first read as they lie; sorting a large table takes
 * longer than loading it.
 */
export async function hasRows(sql: postgres.ISql, table: TableShape, wanted: Hashed): Promise<boolean> {
  const isEqual = ({ rows, sha256 }: Hashed) => rows === wanted.rows && sha256 === wanted.sha256
  return isEqual(await hashRowsOf(sql, copyAsStoredText(table))) || isEqual(await hashRows(sql, table))
}

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
