/**
 * Nothing was committed: no connection was available, it broke before COMMIT was sent, the deadline passed, or the
 * server is full or stopping. Safe to repeat.
 */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable'
}

/**
 * The connection broke while COMMIT, or a single statement outside a transaction, was in flight: it may be committed
 * or not. Repeat under the same idempotency key, or look.
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

/** The disk is full, cannot be written, or the server only reads. */
const writeRefusals = ['53100', '58030', '25006']

/** True for an error that says that the server cannot write now; it may well go on reading. */
export function isWriteRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && writeRefusals.includes(String(error.code))) return true
  return isWriteRefusal(error.cause)
}
