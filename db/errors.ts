/**
 * The database could not do it and nothing of it is committed: no connection could be had, the connection broke before
 * COMMIT was sent, the deadline passed, the server is out of room or stopping. Safe to repeat as it is.
 */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable'
}

/**
 * The connection broke while COMMIT, or a statement of its own outside a transaction, was on its way: it may be
 * committed or not. Repeat it under the same idempotency key, or look.
 */
export class CommitUnknown extends Error {
  override name = 'CommitUnknown'
}

/** COMMIT was answered with ROLLBACK: a statement had failed and the callback went on as if it had not. */
export class TransactionRolledBack extends Error {
  override name = 'TransactionRolledBack'
}

/** The connection ended while a statement was in flight; who knows what the statement was gives it its meaning. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost'
}
