import type { Transaction } from '#db/client.ts'
import { auditLog } from '#db/schema/audit.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import type { LogKey } from '#platform/crypto/log-key.ts'
import { append } from '../record/append.ts'
import { checkpointText, logNumberOf, originOf, readCheckpoint } from '../rules/checkpoint.ts'
import { rangeRoot } from '../rules/merkle-tree.ts'
import { signNote, verifierKeyText } from '../rules/signed-note.ts'
import { countLeaves, readLog } from './current-log.ts'
import { findBreak, LogBroken } from './find-break.ts'
import type { OutsideFiles } from './outside-files.ts'
import { readHashes } from './tree-tables.ts'

/** Why an administrator declares a break, as the log records it. */
export const breakReasons = ['restore', 'key-lost', 'files-lost', 'tampering'] as const
export type BreakReason = (typeof breakReasons)[number]

/** `makeKey` makes the key unless there is one. */
type Given = { makeKey: () => LogKey; outside: OutsideFiles }

/**
 * Begins the first log of a database. Returns false where one has begun, and where a checkpoint outside speaks of records
 * that this database does not have: that is a break to be declared.
 */
export async function startLog(ctx: Context, { makeKey, outside }: Given): Promise<boolean> {
  authorize(ctx.actor, 'audit.seal')
  return ctx.transaction(async (tx) => {
    if (await readLog(tx)) return false
    const before = outside.readCheckpoint()
    if (before !== null && readCheckpoint(before)?.size !== 0) return false
    await append(tx, ctx.auditedAs, { action: 'audit.start-log', resource: 'audit_log:1' })
    await begin(tx, ctx, { logNumber: 1, key: makeKey(), outside, broken: null })
    return true
  })
}

/**
 * Declares that the log was broken off, after a restore or a loss: a successor with a name of its own begins with the leaves
 * that are there. The log records who declared it and why. Throws `LogBroken` where there is no break.
 */
export async function declareBreak(
  ctx: Context,
  given: Given & { openKey: () => LogKey; reason: BreakReason; staffId: string },
): Promise<{ origin: string; size: number }> {
  authorize(ctx.actor, 'audit.declare-break')
  const { makeKey, openKey, outside, reason, staffId } = given
  return ctx.transaction(async (tx) => {
    const log = await readLog(tx)
    const broken = outside.readCheckpoint()
    const size = await countLeaves(tx)
    const what = log && (await findBreak(tx, { log, size, outside: broken }))
    if (log && !what && isKeyOf(log.verifierKey, log.origin, openKey))
      throw new LogBroken('the log is not broken: the database continues the last checkpoint outside')
    const logNumber = Math.max(log?.logNumber ?? 0, broken === null ? 0 : logNumberOf(broken)) + 1
    await append(tx, ctx.auditedAs, {
      action: 'audit.declare-break',
      resource: `staff:${staffId}`,
      reason,
      fields: [`log-${logNumber}`, `leaves-${size}`],
    })
    outside.setAside(`before-log-${logNumber}`)
    const { origin } = await begin(tx, ctx, { logNumber, key: makeKey(), outside, broken: broken ?? '' })
    return { origin, size }
  })
}

function isKeyOf(verifierKey: string, origin: string, openKey: () => LogKey): boolean {
  try {
    return verifierKeyText(origin, openKey().publicKey) === verifierKey
  } catch {
    return false
  }
}

async function begin(
  tx: Transaction,
  ctx: Context,
  given: { logNumber: number; key: LogKey; outside: OutsideFiles; broken: string | null },
) {
  const { logNumber, key, outside, broken } = given
  const origin = originOf(ctx.services.env.APP_URL, logNumber)
  const firstSize = await countLeaves(tx)
  await tx.insert(auditLog).values({
    logNumber,
    origin,
    verifierKey: verifierKeyText(origin, key.publicKey),
    startedAt: ctx.clock.now(),
    firstSize,
    brokenCheckpoint: broken,
  })
  const root = await rangeRoot(0, firstSize, readHashes(tx))
  const text = checkpointText({ origin, size: firstSize, root })
  // Before the commit: if that fails, the sealer refuses until a break is declared, and no name is used twice.
  outside.writeCheckpoint(signNote(text, { name: origin, publicKey: key.publicKey, sign: key.sign }))
  return { origin }
}
