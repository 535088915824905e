import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { countLeaves, readLatestCheckpoint, readLog } from '../log/current-log.ts'
import type { OutsideFiles } from '../log/outside-files.ts'
import { type Verified, verifyLog } from './verify-log.ts'

/**
 * Verifies the log of a database that was restored from a backup: it ends earlier than the log outside, but what it has must
 * be the same. Before the first record is sealed there is nothing to verify.
 */
export async function verifyRestoredLog(
  ctx: Context,
  { outside }: { outside: OutsideFiles },
): Promise<Verified> {
  authorize(ctx.actor, 'audit.verify')
  const { size, note, hasBegun } = await ctx.transaction(async (tx) => {
    const last = (await readLog(tx))?.logNumber ?? 0
    let note: string | null = null
    // Right after a declared break the newest head is one of the log before it.
    for (let logNumber = last; logNumber > 0 && note === null; logNumber -= 1)
      note = (await readLatestCheckpoint(tx, logNumber))?.note ?? null
    return { size: await countLeaves(tx), note, hasBegun: last > 0 }
  })
  if (hasBegun && size === 0) return { size, destroyed: 0, faults: [] }
  const asOfBackup: OutsideFiles = {
    ...outside,
    readCheckpoint: () => note,
    countLeaves: () => Math.min(outside.countLeaves(), size),
  }
  return verifyLog(ctx, { outside: asOfBackup })
}
