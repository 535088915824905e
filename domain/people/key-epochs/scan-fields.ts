import { type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { fieldVersion } from '#platform/crypto/field-cipher.ts'
import { wrappedKeyFormat } from '#platform/crypto/key-wrap.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { masterFiles, readEpochRows } from './epoch-rows.ts'

/** Columns of bytes that hold encrypted fields have this ending. */
const encryptedEnding = '_sealed'
const idLength = 8

export type FieldScan = {
  /** Encrypted fields of all tables. */
  fields: number
  /** Wrapped keys of people and staff. */
  keys: number
  /** Wrapped keys that do not name the current master key: for some minutes after a new one was made. */
  old: number
  /** Values in any other column with the header of a key under an older master key. */
  stray: number
  /** Encrypted fields that do not begin with the version of today. */
  unknown: number
  /** `schema.table.column` of what was found, and how often. */
  found: { column: string; values: number }[]
}

/**
 * Reads every value of bytes and of text in the database, whatever table it is in, and looks for the header of a key that an older
 * master key wraps, as bytes, in hexadecimal and in base64. Throws `Denied`.
 */
export async function scanFields(ctx: Context): Promise<FieldScan> {
  authorize(ctx.actor, 'installation.check')
  return ctx.transaction((tx) => fieldsIn(tx, ctx.services.keys))
}

/** The same in the caller's transaction, which has authorized and reaches all rows. */
export async function fieldsIn(tx: Transaction, keys: MasterKeys): Promise<FieldScan> {
  const files = masterFiles(keys)
  const current = files.at(-1)?.id ?? ''
  const ids = [...(await readEpochRows(tx)).map(({ keyId }) => keyId), ...files.map(({ id }) => id)]
  const old = [...new Set(ids)].filter((id) => id !== current).map(headerOf)
  const columns = await readColumns(tx)
  const scan: FieldScan = { fields: 0, keys: 0, old: 0, stray: 0, unknown: 0, found: [] }
  for (const [, ofTable] of Map.groupBy(columns, ({ schema, table }) => `${schema}.${table}`)) {
    const counts = await countIn(tx, ofTable, { current: headerOf(current), old })
    for (const [n, column] of ofTable.entries()) {
      const count = (what: string) => Number(counts[`${what}_${n}`] ?? 0)
      if (isEncrypted(column)) scan.fields += count('all')
      if (isWrapped(column)) scan.keys += count('all')
      scan[isWrapped(column) ? 'old' : 'stray'] += count('old')
      scan.unknown += count('unknown')
      const values = count('old') + count('unknown')
      if (values > 0) scan.found.push({ column: `${column.schema}.${column.table}.${column.column}`, values })
    }
  }
  return scan
}

const headerOf = (masterId: string) => Buffer.from(`0${wrappedKeyFormat}${masterId}`, 'hex')

type Column = { schema: string; table: string; column: string; isBytes: boolean }

const isEncrypted = ({ column, isBytes }: Column) => isBytes && column.endsWith(encryptedEnding)
const isWrapped = ({ schema, column }: Column) => schema === 'keystore' && column === 'wrapped'

/** Every column that can hold bytes or text, of tables that this role may read. */
async function readColumns(tx: Transaction): Promise<Column[]> {
  const rows = await tx.execute<Column>(sql`
    SELECT n.nspname AS schema, c.relname AS table, a.attname AS column, a.atttypid = 'bytea'::regtype AS "isBytes"
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
    WHERE c.relkind IN ('r', 'm') AND a.attnum > 0 AND NOT a.attisdropped
      AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
      AND (coalesce(e.typcategory, t.typcategory) = 'S' OR coalesce(e.oid, t.oid) IN ('bytea'::regtype, 'json'::regtype, 'jsonb'::regtype))
      AND has_schema_privilege(n.oid, 'USAGE') AND has_column_privilege(c.oid, a.attnum, 'SELECT')
    ORDER BY 1, 2, a.attnum`)
  return [...rows]
}

/** One pass over a table. */
async function countIn(
  tx: Transaction,
  columns: readonly Column[],
  { current, old }: { current: Buffer; old: readonly Buffer[] },
): Promise<Record<string, number>> {
  const [first] = columns
  if (!first) return {}
  const counts = columns.flatMap((column, n) => {
    const value = sql.identifier(column.column)
    const named = (what: string, condition: SQL) =>
      sql`count(*) FILTER (WHERE ${condition})::int AS ${sql.identifier(`${what}_${n}`)}`
    const hasOld = anyOf(column.isBytes ? bytesWith(value, old) : textWith(value, old))
    const isOld = isWrapped(column)
      ? sql`(${hasOld} OR substring(${value} FROM 1 FOR ${1 + idLength}) IS DISTINCT FROM ${current})`
      : hasOld
    return [
      named('old', isOld),
      ...(isEncrypted(column) || isWrapped(column) ? [named('all', sql`${value} IS NOT NULL`)] : []),
      ...(isEncrypted(column)
        ? [
            named(
              'unknown',
              sql`${value} IS NOT NULL AND (length(${value}) = 0 OR get_byte(${value}, 0) <> ${fieldVersion})`,
            ),
          ]
        : []),
    ]
  })
  const table = sql`${sql.identifier(first.schema)}.${sql.identifier(first.table)}`
  const [row] = await tx.execute<Record<string, number>>(
    sql`SELECT ${sql.join(counts, sql`, `)} FROM ${table}`,
  )
  return row ?? {}
}

type Name = ReturnType<typeof sql.identifier>

const anyOf = (conditions: readonly SQL[]): SQL =>
  conditions.length === 0 ? sql`false` : sql`(${sql.join([...conditions], sql` OR `)})`

const bytesWith = (value: Name, headers: readonly Buffer[]) =>
  headers.map((header) => sql`position(${header}::bytea IN ${value}) > 0`)

/** A header of nine bytes is twelve signs of base64, in either alphabet. */
const textWith = (value: Name, headers: readonly Buffer[]) =>
  headers
    .flatMap((header) => (['hex', 'base64', 'base64url'] as const).map((how) => header.toString(how)))
    .map((text) => sql`strpos(${value}::text, ${text}::text) > 0`)
