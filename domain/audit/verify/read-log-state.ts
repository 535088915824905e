import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import type { LogKey } from '#platform/crypto/log-key.ts'
import { countLeaves, readLog } from '../log/current-log.ts'
import { findBreak } from '../log/find-break.ts'
import type { OutsideFiles } from '../log/outside-files.ts'
import { unsealedSeconds } from '../log/unsealed.ts'
import { verifierKeyText } from '../rules/signed-note.ts'
import { type LastCosigned, lastCosigned } from '../witness/read-cosigned.ts'
import { readWitnessKeys } from '../witness/witness-keys.ts'

export type LogState = {
  origin: string
  size: number
  /** Why the log cannot be continued, in one line; null if it can. */
  broken: string | null
  /** How long the oldest record has waited to be sealed, by the database's clock; 0 for none. */
  waitingSeconds: number
  /** How many witnesses are registered, and which head was cosigned last. */
  witnesses: number
  cosigned: LastCosigned | null
}

/** Whether the transparency log goes on, for the doctor; null where none has begun. Throws `WitnessesUnreadable`. */
export async function readLogState(
  ctx: Context,
  { key, outside }: { key: LogKey; outside: OutsideFiles },
): Promise<LogState | null> {
  authorize(ctx.actor, 'audit.verify')
  return ctx.transaction(async (tx) => {
    const log = await readLog(tx)
    if (!log) return null
    const size = await countLeaves(tx)
    const isKey = verifierKeyText(log.origin, key.publicKey) === log.verifierKey
    const broken = isKey
      ? await findBreak(tx, { log, size, outside: outside.readCheckpoint() })
      : `the key file is not the key of ${log.origin}`
    return {
      origin: log.origin,
      size,
      broken,
      waitingSeconds: await unsealedSeconds(tx),
      witnesses: readWitnessKeys(ctx.services.env).length,
      cosigned: await lastCosigned(tx),
    }
  })
}
