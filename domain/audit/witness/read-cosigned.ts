import { and, asc, desc, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditCheckpoint, auditCosignature } from '#db/schema/audit.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readLatestCheckpoint, readLog } from '../log/current-log.ts'

/** The newest signed head with the signatures of witnesses that it has, for everybody; null before the first record is sealed. */
export function readCheckpointWithCosignatures(ctx: Context): Promise<string | null> {
  authorize(ctx.actor, 'audit.checkpoint')
  return ctx.transaction(async (tx) => {
    const log = await readLog(tx)
    const latest = log && (await readLatestCheckpoint(tx, log.logNumber))
    return log && latest ? withCosignatures(tx, { ...latest, logNumber: log.logNumber }) : null
  })
}

/** The newest head that a witness has cosigned, for everybody; null while there is none. */
export function readCosignedCheckpoint(ctx: Context): Promise<string | null> {
  authorize(ctx.actor, 'audit.checkpoint')
  return ctx.transaction(async (tx) => {
    const last = await lastCosigned(tx)
    const log = await readLog(tx)
    if (!last || last.logNumber !== log?.logNumber) return null
    const [head] = await tx
      .select({ note: auditCheckpoint.note })
      .from(auditCheckpoint)
      .where(and(eq(auditCheckpoint.logNumber, last.logNumber), eq(auditCheckpoint.size, last.size)))
    return head ? withCosignatures(tx, { ...last, note: head.note }) : null
  })
}

export type LastCosigned = { logNumber: number; size: number; witness: string; cosignedAt: Date }

/** The head that was cosigned last, the witness and the time. */
export async function lastCosigned(tx: Transaction): Promise<LastCosigned | null> {
  const { logNumber, size, witness, cosignedAt } = auditCosignature
  const [last] = await tx
    .select({ logNumber, size, witness, cosignedAt })
    .from(auditCosignature)
    .orderBy(desc(logNumber), desc(size), asc(witness))
    .limit(1)
  return last ?? null
}

async function withCosignatures(
  tx: Transaction,
  { logNumber, size, note }: { logNumber: number; size: number; note: string },
): Promise<string> {
  const rows = await tx
    .select({ line: auditCosignature.line })
    .from(auditCosignature)
    .where(and(eq(auditCosignature.logNumber, logNumber), eq(auditCosignature.size, size)))
    .orderBy(asc(auditCosignature.witness))
  return note + rows.map(({ line }) => `${line}\n`).join('')
}
