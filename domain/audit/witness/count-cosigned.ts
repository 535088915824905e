import { and, desc, eq, inArray } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditCheckpoint, auditCosignature } from '#db/schema/audit.ts'
import type { Environment } from '#platform/env.ts'
import { readLog } from '../log/current-log.ts'
import { cosignatureOf } from '../rules/cosignature.ts'
import { readWitnessKeys } from './witness-keys.ts'

/** So many of the newest are looked at: those of a witness whose key was replaced are not good any more. */
const MOST = 50

/**
 * How many witnesses are registered, and the newest head of the current log that one of them cosigned, with the time in its signature. A
 * row that no registered key signed does not count. In the caller's transaction, which has authorized. Throws `WitnessesUnreadable`.
 */
export async function countCosigned(
  tx: Transaction,
  env: Pick<Environment, 'witnessesFile'>,
): Promise<{ witnesses: number; newest: { size: number; at: Date } | null }> {
  const keys = readWitnessKeys(env)
  const names = [...new Set(keys.map(({ name }) => name))]
  const log = await readLog(tx)
  if (names.length === 0 || !log) return { witnesses: names.length, newest: null }
  const { logNumber, size, witness, line } = auditCosignature
  const rows = await tx
    .select({ size, line, note: auditCheckpoint.note })
    .from(auditCosignature)
    .innerJoin(auditCheckpoint, and(eq(auditCheckpoint.logNumber, logNumber), eq(auditCheckpoint.size, size)))
    .where(and(eq(logNumber, log.logNumber), inArray(witness, names)))
    .orderBy(desc(auditCosignature.cosignedAt))
    .limit(MOST)
  for (const row of rows)
    for (const key of keys) {
      const found = cosignatureOf(`${row.note}${row.line}\n`, key)
      if (found) return { witnesses: names.length, newest: { size: row.size, at: found.at } }
    }
  return { witnesses: names.length, newest: null }
}
