import type { SQL } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'

const dialect = new PgDialect()

/**
 * A statement whose text is made once a process and parsed once a connection, run on a database or inside a transaction
 * with the values of its placeholders. `Row` is what the server answers, by the names of its columns.
 */
export function prepared<Row extends Record<string, unknown>>(statement: SQL) {
  const query = dialect.sqlToQuery(statement)
  return async (on: PostgresJsDatabase, values: Record<string, unknown> = {}): Promise<Row[]> => {
    const rows: unknown = await on._.session.prepareQuery(query, undefined, 'prepared', false).execute(values)
    return rows as Row[]
  }
}
