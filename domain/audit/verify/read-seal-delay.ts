import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readLog } from '../log/current-log.ts'
import { unsealedSeconds } from '../log/unsealed.ts'

/** How long the oldest audit record waits for its seal, in seconds, by the database's clock; null: no log has begun. */
export async function readSealDelay(ctx: Context): Promise<number | null> {
  authorize(ctx.actor, 'installation.check')
  return ctx.transaction(async (tx) => ((await readLog(tx)) ? unsealedSeconds(tx) : null))
}
