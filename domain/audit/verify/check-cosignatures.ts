import { and, eq, gt, lte } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditCheckpoint, auditCosignature } from '#db/schema/audit.ts'
import { cosignatureOf, type WitnessKey } from '../rules/cosignature.ts'
import { type Fault, MOST_FAULTS } from './fault.ts'

/**
 * Whether each cosignature of the sizes after `after`, up to `most`, is under the head that is there: who has the key of the log can
 * sign another head, but not for a witness. Those of witnesses that are no longer registered are left aside. The roots of the heads are
 * compared elsewhere.
 */
export async function checkCosignatures(
  tx: Transaction,
  { after, most }: { after: number; most: number },
  witnesses: readonly WitnessKey[],
): Promise<Fault[]> {
  if (witnesses.length === 0) return []
  const { logNumber, size, witness, line } = auditCosignature
  const isOfHead = and(eq(auditCheckpoint.logNumber, logNumber), eq(auditCheckpoint.size, size))
  const isIn = and(
    Number.isFinite(after) ? gt(size, after) : undefined,
    Number.isFinite(most) ? lte(size, most) : undefined,
  )
  const query = tx
    .select({ size, witness, line, note: auditCheckpoint.note })
    .from(auditCosignature)
    .leftJoin(auditCheckpoint, isOfHead)
    .where(isIn)
    .$dynamic()
  const rows = Number.isFinite(most) ? await query : await query.limit(MOST_FAULTS)
  return rows.flatMap((row): Fault[] => {
    const keys = witnesses.filter(({ name }) => name === row.witness)
    const { note } = row
    const isGood = note !== null && keys.some((key) => cosignatureOf(`${note}${row.line}\n`, key) !== null)
    return keys.length === 0 || isGood
      ? []
      : [{ index: row.size, kind: 'cosignature-wrong', about: row.witness }]
  })
}
