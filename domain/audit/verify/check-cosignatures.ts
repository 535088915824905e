import { asc } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditCosignature } from '#db/schema/audit.ts'
import { cosignatureOf, type WitnessKey } from '../rules/cosignature.ts'
import type { Fault } from './fault.ts'

type Stored = { logNumber: number; size: number; note: string }

/**
 * Whether each cosignature is under the head that is there: who has the key of the log can sign another head, but not for a witness.
 * Those of witnesses that are no longer registered are left aside. The roots of the heads are compared elsewhere.
 */
export async function checkCosignatures(
  tx: Transaction,
  stored: readonly Stored[],
  witnesses: readonly WitnessKey[],
): Promise<Fault[]> {
  const rows = await tx
    .select()
    .from(auditCosignature)
    .orderBy(asc(auditCosignature.logNumber), asc(auditCosignature.size))
  const heads = new Map(stored.map(({ logNumber, size, note }) => [`${logNumber}/${size}`, note]))
  return rows.flatMap(({ logNumber, size, witness, line }): Fault[] => {
    const keys = witnesses.filter(({ name }) => name === witness)
    const note = heads.get(`${logNumber}/${size}`)
    const isGood = note !== undefined && keys.some((key) => cosignatureOf(`${note}${line}\n`, key) !== null)
    return keys.length === 0 || isGood ? [] : [{ index: size, kind: 'cosignature-wrong', about: witness }]
  })
}
