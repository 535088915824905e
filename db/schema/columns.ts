import { customType, timestamp } from 'drizzle-orm/pg-core'

/** Raw bytes: ciphertexts, hashes, blind indexes. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({
  dataType: () => 'bytea',
})

/** A moment, kept in UTC. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** The number of a transaction; it only grows. */
export const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' })
