import postgres from 'postgres'
import { copyOut } from '../copy-out.ts'

/** A table as it is copied: `order` is a list of SQL expressions that gives its rows the same order on every server. */
export type TableShape = { schema: string; name: string; columns: string[]; order: string }

export type SnapshotTable = TableShape & {
  /** The columns of the primary key; empty without one. */
  key: string[]
  /** Whether triggers note the keys of deleted rows. */
  notesDeletions: boolean
}

export type Snapshot = {
  /** As other sessions name it. */
  id: string
  serverVersion: string
  takenAt: Date
  /** Every transaction with a lower number had ended. */
  horizon: string
  /** Which database this is, with which tables and columns. */
  origin: string
  tables: readonly SnapshotTable[]
  /** What a COPY to STDOUT writes; each piece ends with a whole row. */
  copyOut(statement: string): AsyncIterable<Buffer>
  select<T extends object>(text: string, values?: string[]): Promise<T[]>
  /** SQL that sets every sequence to where it is. */
  sequences(): Promise<string>
}

/** A role that does not see every row must not make a backup. One line that names the tables. */
export class RowsHidden extends Error {
  override name = 'RowsHidden'
}

/** COPY writes the same bytes for the same rows under these. */
const textFormat = {
  client_encoding: 'UTF8',
  TimeZone: 'UTC',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '3',
}

/** Tables are sorted and indexed: with the few megabytes of a server's default the rows would pass the disk several times. */
const memory = { work_mem: '64MB', maintenance_work_mem: '256MB' }

/** A connection for copying. No time limits: the tables may be large. */
export function openForCopy(url: string): postgres.Sql {
  const limits = { statement_timeout: 0, lock_timeout: 30_000, idle_in_transaction_session_timeout: 0 }
  // A large table would otherwise be read from where another reader is, not from its first row.
  const connection = {
    application_name: 'portal-backup',
    synchronize_seqscans: 'off',
    ...textFormat,
    ...memory,
    ...limits,
  }
  return postgres(url, { max: 1, onnotice: () => {}, fetch_types: false, connection })
}

/** Runs in one exported snapshot: everything that is read there is of the same moment. Throws `RowsHidden`. */
export async function withSnapshot<T>(url: string, run: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const sql = openForCopy(url)
  try {
    const result = await sql.begin('isolation level repeatable read, read only', async (tx) => {
      const [row] = await tx<
        { id: string; version: string; horizon: string; database: string; now: string }[]
      >`
        SELECT pg_export_snapshot() AS id, current_setting('server_version') AS version,
          pg_snapshot_xmin(pg_current_snapshot())::text AS horizon,
          (SELECT system_identifier FROM pg_control_system()) || '/' ||
            (SELECT oid FROM pg_database WHERE datname = current_database()) AS database,
          to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS now`
      if (!row) throw new Error('the server exported no snapshot')
      await refuseHiddenRows(tx)
      const tables = await readTables(tx)
      return {
        value: await run({
          id: row.id,
          serverVersion: row.version,
          takenAt: new Date(row.now),
          horizon: row.horizon,
          origin: `${row.database}/${await hashColumns(tx)}`,
          tables,
          copyOut: (statement) => copyOut(tx, statement),
          select: async <S extends object>(text: string, values: string[] = []) => [
            ...(await tx.unsafe<S[]>(text, values)),
          ],
          sequences: () => readSequences(tx),
        }),
      }
    })
    return (result as { value: T }).value
  } finally {
    await sql.end({ timeout: 5 })
  }
}

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
export const list = (names: readonly string[]) => names.map(quoted).join(', ')
export const target = ({ schema, name }: TableShape) => `${quoted(schema)}.${quoted(name)}`

export const copyOutText = (table: TableShape) =>
  `COPY (SELECT ${list(table.columns)} FROM ${target(table)} ORDER BY ${table.order}) TO STDOUT`
/** In the order in which the rows lie. */
export const copyAsStoredText = (table: TableShape) =>
  `COPY ${target(table)} (${list(table.columns)}) TO STDOUT`
/** `from` is STDIN, or a file in quotes for psql's \copy. */
export const copyInText = (table: TableShape, from: string) =>
  `${target(table)} (${list(table.columns)}) FROM ${from}`

/** Tables and sequences `c` in schema `n`, without those of the server itself and those of extensions. */
export const isOwn = (tx: postgres.ISql) =>
  tx`n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%' AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`

/** Row-level security hides rows without a word. */
async function refuseHiddenRows(tx: postgres.ISql) {
  const hidden = await tx<{ name: string }[]>`
    SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND ${isOwn(tx)} AND (NOT has_table_privilege(c.oid, 'SELECT')
      OR row_security_active(c.oid) AND NOT EXISTS (
        SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd IN ('r', '*') AND p.polpermissive
          AND pg_get_expr(p.polqual, p.polrelid) = 'true'
          AND (SELECT oid FROM pg_roles WHERE rolname = current_user) = ANY (p.polroles)))
    ORDER BY 1`
  if (hidden.length > 0)
    throw new RowsHidden(
      `the role of backups does not see all rows of ${hidden.map(({ name }) => name).join(', ')}`,
    )
}

/** The order is that of the primary key; without one that of all columns. Texts by their bytes: collations differ between servers. */
async function readTables(tx: postgres.ISql): Promise<SnapshotTable[]> {
  return tx<SnapshotTable[]>`
    SELECT n.nspname AS schema, c.relname AS name,
      (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
      coalesce(
        (SELECT string_agg(format(CASE WHEN a.attcollation = 0 THEN '%I' ELSE '%I COLLATE "C"' END, a.attname), ', ' ORDER BY k.place)
          FROM pg_index i CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
          WHERE i.indrelid = c.oid AND i.indisprimary),
        (SELECT string_agg(format('%I::text COLLATE "C"', a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '')) AS "order",
      coalesce(
        (SELECT json_agg(a.attname ORDER BY k.place)
          FROM pg_index i CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
          WHERE i.indrelid = c.oid AND i.indisprimary), '[]') AS key,
      EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'note_deleted_rows' AND t.tgenabled <> 'D')
        AS "notesDeletions"
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND ${isOwn(tx)} ORDER BY 1, 2`
}

/** Changes with each change of a table: rows of another shape do not fit. */
async function hashColumns(tx: postgres.ISql): Promise<string> {
  const [row] = await tx<{ hash: string }[]>`
    SELECT encode(sha256(convert_to(string_agg(format('%s.%s.%s %s %s', n.nspname, c.relname, a.attname,
      format_type(a.atttypid, a.atttypmod), a.attgenerated), ',' ORDER BY n.nspname, c.relname, a.attnum), 'UTF8')), 'hex') AS hash
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND ${isOwn(tx)}`
  return row?.hash ?? ''
}

async function readSequences(tx: postgres.ISql): Promise<string> {
  const rows = await tx<{ text: string }[]>`
    SELECT format('SELECT pg_catalog.setval(%L, %s);', format('%I.%I', s.schemaname, s.sequencename), s.last_value) AS text
    FROM pg_sequences s JOIN pg_namespace n ON n.nspname = s.schemaname
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.sequencename
    WHERE s.last_value IS NOT NULL AND ${isOwn(tx)} ORDER BY 1`
  return rows.map(({ text }) => `${text}\n`).join('')
}
