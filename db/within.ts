import { sql } from 'drizzle-orm'
import type { Database, Transaction } from './client.ts'

/**
 * A database inside a transaction that its caller ends: what is written through it can be read through it, and by nobody else until
 * then. Its transactions do not commit, and after an error in one nothing more can be done.
 */
export function databaseWithin(tx: Transaction, database: Database): Database {
  const set = async (settings: Record<string, string>) => {
    for (const [name, value] of Object.entries({ 'app.reach': '', 'app.subject': '', ...settings }))
      await tx.execute(sql`SELECT set_config(${name}, ${value}, true)`)
  }
  return {
    ...database,
    db: tx,
    transaction: async (run, { settings = {} } = {}) => {
      await set(settings)
      return run(tx)
    },
    pipeline: async (run, { settings = {} } = {}) => {
      await set(settings)
      return run(tx, (last) => last())
    },
    transactionWithCopy: async () => {
      throw new Error('rows cannot be copied out of a transaction within another')
    },
  }
}
