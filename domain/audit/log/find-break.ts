import type { Transaction } from '#db/client.ts'
import { readCheckpoint } from '../rules/checkpoint.ts'
import { rangeRoot } from '../rules/merkle-tree.ts'
import { openNote, readVerifierKey } from '../rules/signed-note.ts'
import type { Log } from './current-log.ts'
import { HashMissing, readHashes } from './tree-tables.ts'

/** The log cannot be continued from the last checkpoint outside the database. One line that says why. */
export class LogBroken extends Error {
  override name = 'LogBroken'
}

/**
 * Whether the database continues what the last checkpoint outside says, as it does not after a restore or a change of its
 * past. Returns one line that says why not; null if it does.
 */
export async function findBreak(
  tx: Transaction,
  { log, size, outside }: { log: Log; size: number; outside: string | null },
): Promise<string | null> {
  if (outside === null) return 'the last checkpoint outside the database is missing'
  const key = readVerifierKey(log.verifierKey)
  const text = key && openNote(outside, key)
  const checkpoint = text ? readCheckpoint(text) : null
  if (!checkpoint) return `the last checkpoint outside the database is not one of ${log.origin}`
  if (checkpoint.size > size)
    return `the last checkpoint outside has ${checkpoint.size} records, the database ${size}`
  try {
    const root = await rangeRoot(0, checkpoint.size, readHashes(tx))
    if (root.equals(checkpoint.root)) return null
  } catch (error) {
    if (!(error instanceof HashMissing)) throw error
  }
  return `the first ${checkpoint.size} records are not those of the last checkpoint outside`
}
