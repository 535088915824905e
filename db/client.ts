import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { ConnectionOptions } from './connection.ts'
import { CommitUnknown, ConnectionLost, isWriteRefusal } from './errors.ts'
import { type Listener, listenOn } from './listen.ts'
import { Pool } from './pool.ts'
import { drizzleOver, type Run } from './session.ts'
import {
  begin,
  beginText,
  type CommitWith,
  type CopyOut,
  serverLimit,
  type Transaction,
  type TransactionOptions,
  TransactionScope,
} from './transaction.ts'

export { CommitUnknown, DatabaseUnavailable, TransactionRolledBack } from './errors.ts'
export type { Listener } from './listen.ts'
export type { CommitWith, CopyOut, Transaction, TransactionOptions } from './transaction.ts'

export type Database = {
  /** Each statement is its own transaction on a leased connection. `.prepare('name')` makes it a named statement. */
  db: PostgresJsDatabase
  /**
   * Runs all of it or nothing, without retries. Throws DatabaseUnavailable, CommitUnknown, TransactionRolledBack, the
   * server's error, or what the callback threw.
   */
  transaction<T>(run: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** The same, with a second way to read in it: for more rows than fit into memory. */
  transactionWithCopy<T>(
    run: (tx: Transaction, copyOut: CopyOut) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>
  /**
   * The same with less waiting: BEGIN travels with the first statement, and COMMIT with the one given to `commitWith`, if
   * any. `run` may be called again while nothing can be committed yet. For the app's role: if BEGIN itself is refused,
   * row-level security keeps the first statement from reaching a row.
   */
  pipeline<T>(
    run: (tx: Transaction, commitWith: CommitWith) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>
  listen(channel: string, onNotify: (payload: string) => void, onConnected?: () => void): Promise<Listener>
  /** Whether the database answered within the last second, or does within the next. Never throws. */
  healthy(): Promise<boolean>
  /** Whether the server refused a write within the last minute, because it is full or read-only. */
  writesRefused(): boolean
  /** From asking to the answer, unless a transaction says otherwise. */
  deadlineMs: number
  stats(): { open: number; leased: number; waiting: number; discarded: number }
  /** Lets the leased finish, refuses the others. */
  close(): Promise<void>
}

export type DatabaseOptions = {
  max?: number
  deadlineMs?: number
  applicationName?: string
  /** Settings of every connection, also outside transactions: `{ 'app.reach': 'all' }`. */
  settings?: Record<string, string>
}

/** How long a refused write is remembered. */
const writeRefusalMs = 60_000

/** Connects when first asked. `deadlineMs` covers waiting for a connection, opening it and the work. */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const { max = 10, deadlineMs = 8000, applicationName = 'portal', settings = {} } = options
  const shape = postgres(url, { max: 1, onnotice: () => {} })
  drizzle(shape)
  const parameters = {
    ...settings,
    application_name: applicationName,
    TimeZone: 'UTC',
    statement_timeout: String(serverLimit(deadlineMs)),
    idle_in_transaction_session_timeout: String(deadlineMs),
  }
  const next = serversOf(url, shape, parameters)
  const pool = new Pool(max, next)
  let answered = { at: Number.NEGATIVE_INFINITY, discarded: 0 }
  const noteAnswer = () => {
    answered = { at: performance.now(), discarded: pool.discarded }
  }
  let refusedAt = Number.NEGATIVE_INFINITY
  const noteRefusal = (error: unknown) => {
    if (isWriteRefusal(error)) refusedAt = performance.now()
  }
  const until = (ms: number) => performance.now() + ms

  const runAlone = async (deadline: number, ...[text, params, how]: Parameters<Run>) => {
    const connection = await pool.acquire(deadline)
    try {
      const answer = await connection.runForCaller(text, params, how)
      noteAnswer()
      return answer
    } catch (error) {
      noteRefusal(error)
      if (!(error instanceof ConnectionLost)) throw error
      throw new CommitUnknown(`${error.message} while a statement was on its way`, { cause: error })
    } finally {
      pool.release(connection)
    }
  }

  /** A connection may have died while idle; until BEGIN is answered nothing is lost by trying another. */
  const leaseAndBegin = async (text: string, deadline: number) => {
    for (;;) {
      const connection = await pool.acquire(deadline)
      try {
        await begin(connection, text)
        return connection
      } catch (error) {
        pool.release(connection)
        if (!(error instanceof ConnectionLost)) throw error
      }
    }
  }

  const transactionWithCopy: Database['transactionWithCopy'] = async (run, how = {}) => {
    const text = beginText(how)
    const connection = await leaseAndBegin(text, until(how.deadlineMs ?? deadlineMs))
    const scope = new TransactionScope(connection)
    try {
      const work = () => run(drizzleOver(shape, scope.run), scope.copyOut)
      const value = await scope.settle(work, how.readOnly ?? false)
      noteAnswer()
      return value
    } catch (error) {
      noteRefusal(error)
      throw error
    } finally {
      pool.release(connection)
    }
  }

  return {
    db: drizzleOver(shape, (...statement) => runAlone(until(deadlineMs), ...statement)),
    transaction: (run, how) => transactionWithCopy((tx) => run(tx), how),
    transactionWithCopy,
    pipeline: async (run, how = {}) => {
      const deadline = until(how.deadlineMs ?? deadlineMs)
      const text = beginText(how)
      for (;;) {
        const connection = await pool.acquire(deadline)
        const scope = new TransactionScope(connection)
        const begun = begin(connection, text).then(noteAnswer)
        const refusal = begun.then(
          () => undefined,
          (error: unknown) => error,
        )
        const commitWith: CommitWith = async (last) => {
          await begun
          return scope.commitWith(last)
        }
        try {
          return await scope.settle(async () => {
            const value = await run(drizzleOver(shape, scope.run), commitWith)
            await begun
            return value
          }, false)
        } catch (error) {
          const refused = await refusal
          const isLost = refused instanceof ConnectionLost
          // A connection may have died while idle; until BEGIN is answered nothing is lost by trying another.
          if (isLost && !scope.isCommitting) continue
          const failure = isLost ? error : (refused ?? error)
          noteRefusal(failure)
          throw failure
        } finally {
          pool.release(connection)
        }
      }
    },
    listen: async (channel, onNotify, onConnected) => listenOn(next, channel, onNotify, onConnected),
    healthy: async () => {
      // A pool in full use answers too; a connection lost since then makes it worth asking.
      if (performance.now() - answered.at < 1000 && answered.discarded === pool.discarded) return true
      return runAlone(until(1000), 'select 1', [], {}).then(
        () => true,
        () => false,
      )
    },
    writesRefused: () => performance.now() - refusedAt < writeRefusalMs,
    deadlineMs,
    stats: () => pool.stats,
    close: () => pool.close(),
  }
}

/** The hosts that a url names, one after the other. `target_session_attrs=primary` in it passes over the standbys. */
function serversOf(
  url: string,
  shape: postgres.Sql,
  parameters: Record<string, string>,
): () => ConnectionOptions {
  const { host, port } = shape.options
  let turn = 0
  return () => {
    const i = turn++ % host.length
    return { url, host: host[i] ?? 'localhost', port: port[i] ?? 5432, parameters }
  }
}
