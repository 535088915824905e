import { and, eq } from 'drizzle-orm'
import { auditCheckpoint, auditCosignature, auditLog } from '#db/schema/audit.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '../record/append.ts'
import { logNumberOf, readCheckpoint } from '../rules/checkpoint.ts'
import { cosignatureOf } from '../rules/cosignature.ts'
import { openNote, readVerifierKey } from '../rules/signed-note.ts'
import { readWitnessKeys } from './witness-keys.ts'

/** `taken`, also a second time. `unknown`: not a checkpoint of this log. `unsigned`: no good signature of a registered witness. */
export type Taken = 'taken' | 'unknown' | 'unsigned'

/** Clocks of other computers may be ahead by this much. */
const AHEAD_MS = 5 * 60_000

/**
 * Takes a checkpoint of this log that a witness has cosigned. Who sends it does not matter: the signature is of a key that the
 * operator registered. Throws `WitnessesUnreadable`, `Denied`.
 */
export async function takeCosignature(ctx: Context, note: string): Promise<Taken> {
  authorize(ctx.actor, 'audit.cosign')
  const latest = ctx.clock.unmoved().getTime() + AHEAD_MS
  const cosignature = readWitnessKeys(ctx.services.env)
    .map((key) => cosignatureOf(note, key))
    .find((one) => one && one.at.getTime() <= latest)
  if (!cosignature) return 'unsigned'
  const logNumber = logNumberOf(note)
  const size = readCheckpoint(note)?.size ?? 0
  return ctx.transaction(async (tx) => {
    const [log] = await tx
      .select({ key: auditLog.verifierKey })
      .from(auditLog)
      .where(eq(auditLog.logNumber, logNumber))
    const [own] = await tx
      .select({ note: auditCheckpoint.note })
      .from(auditCheckpoint)
      .where(and(eq(auditCheckpoint.logNumber, logNumber), eq(auditCheckpoint.size, size)))
    const key = log && readVerifierKey(log.key)
    const text = key && openNote(note, key)
    // Exactly the checkpoint that is there: another one of that size would be a second history.
    if (!key || !own || text === null || openNote(own.note, key) !== text) return 'unknown'
    const { witness, line, at: cosignedAt } = cosignature
    const added = await tx
      .insert(auditCosignature)
      .values({ logNumber, size, witness, line, cosignedAt, receivedAt: ctx.clock.now() })
      .onConflictDoNothing()
      .returning({ size: auditCosignature.size })
    if (added.length > 0)
      await append(tx, ctx.auditedAs, {
        action: 'audit.cosign',
        resource: `audit_checkpoint:${logNumber}/${size}`,
        fields: [witness],
      })
    return 'taken'
  })
}
