import postgres from 'postgres'
import { CommitUnknown, DatabaseUnavailable, TransactionRolledBack } from '#db/errors.ts'
import { FieldUndecryptable } from '#platform/crypto/field-cipher.ts'
import type { Outcome, SourceFailure } from '../rules/source.ts'

/** Thrown by a signal, that of the worker or that of somebody who waits so long and no longer; nothing of the current step was committed. */
const isNamed = (error: unknown, name: 'AbortError' | 'TimeoutError') =>
  error instanceof Error && error.name === name

/**
 * The failure that an error of a database stands for; null for a mistake of the program. Carries codes, never a message: a
 * database quotes values in it.
 */
export function failureOf(error: unknown): SourceFailure | null {
  if (isNamed(error, 'AbortError')) return { code: 'stopped' }
  if (isNamed(error, 'TimeoutError')) return { code: 'unavailable' }
  if (error instanceof FieldUndecryptable) return { code: 'unreadable', detail: error.code }
  if (error instanceof DatabaseUnavailable || error instanceof TransactionRolledBack)
    return { code: 'unavailable' }
  if (error instanceof postgres.PostgresError) return { code: 'refused', detail: error.code }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^E[A-Z]+$/.test(code) ? { code: 'unavailable', detail: code } : null
}

/** The same of a look at a source, where what cannot be known is unavailable. */
export function failureOfCheck(error: unknown): SourceFailure {
  const outcome = outcomeOfError(error)
  return outcome.status === 'failed' ? outcome.failure : { code: 'unavailable', detail: outcome.detail }
}

/** The same as the outcome of a change. Throws what is a mistake of the program. */
export function outcomeOfError(
  error: unknown,
): Exclude<Outcome, { status: 'done' | 'pending' | 'unidentified' }> {
  if (error instanceof CommitUnknown) return { status: 'unknown', detail: 'commit' }
  const failure = failureOf(error)
  if (!failure) throw error
  return { status: 'failed', failure }
}
