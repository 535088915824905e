import { NoopCache } from 'drizzle-orm/cache/core'
import { PgDialect, type PreparedQueryConfig } from 'drizzle-orm/pg-core'
import { PostgresJsDatabase, PostgresJsPreparedQuery, PostgresJsSession } from 'drizzle-orm/postgres-js'
import type postgres from 'postgres'
import type { Answer, How } from './connection.ts'

export type Run = (text: string, params: unknown[], how: How) => Promise<Answer>

const dialect = new PgDialect()

/**
 * A Drizzle instance whose statements go through `run`. `shape` is a driver client that never connects; it provides
 * type and options. Cheap enough to create for each transaction.
 */
export function drizzleOver(shape: postgres.Sql, run: Run): PostgresJsDatabase {
  return new PostgresJsDatabase(
    dialect,
    new LeasedSession(clientOver(shape, run), dialect, undefined),
    undefined,
  )
}

function clientOver(shape: postgres.Sql, run: Run): postgres.Sql {
  const unsafe = (text: string, params: unknown[] = [], { prepare = false } = {}) => {
    let values = false
    // Drizzle says whether it wants rows as arrays right after making the statement, so it starts a moment later.
    const answer = Promise.resolve().then(() => run(text, params, { prepare, values }))
    return Object.assign(answer, {
      values: () => {
        values = true
        return answer
      },
    })
  }
  return new Proxy(shape, {
    get(target, key) {
      if (key === 'unsafe') return unsafe
      if (key === 'options') return target.options
      if (typeof key === 'symbol') return undefined
      throw new Error(`The client of drizzle has no ${key}`)
    },
  })
}

class LeasedSession extends PostgresJsSession<postgres.Sql, Record<string, never>, Record<string, never>> {
  override prepareQuery<T extends PreparedQueryConfig = PreparedQueryConfig>(
    ...[query, fields, name, isResponseInArrayMode, customResultMapper]: Parameters<
      PostgresJsSession<postgres.Sql, Record<string, never>, Record<string, never>>['prepareQuery']
    >
  ): PostgresJsPreparedQuery<T> {
    return new BareQuery<T>(
      this.client,
      query.sql,
      query.params,
      this.logger,
      new NoopCache(),
      undefined,
      undefined,
      fields,
      isResponseInArrayMode,
      name !== undefined,
      customResultMapper,
    )
  }

  override transaction(): Promise<never> {
    return Promise.reject(new Error('Use database.transaction(); a transaction has no other inside'))
  }
}

/** Drizzle's error message quotes every parameter, which must not reach a log: rethrow the driver's own error. */
class BareQuery<T extends PreparedQueryConfig> extends PostgresJsPreparedQuery<T> {
  queryWithCache<R>(_text: string, _params: unknown[], query: () => Promise<R>): Promise<R> {
    return query()
  }
}
