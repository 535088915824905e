import { desc } from 'drizzle-orm'
import { auditLog } from '#db/schema/audit.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { TILE_WIDTH } from '../rules/merkle-tree.ts'
import { readTilePath } from '../rules/tile-path.ts'
import { readTile } from './tree-tables.ts'

/** The keys that checkpoints are checked with, one a line: that of the log, then those of logs that were broken off. */
export async function readVerifierKeys(ctx: Context): Promise<string | null> {
  authorize(ctx.actor, 'audit.checkpoint')
  const logs = await ctx.transaction((tx) =>
    tx.select({ key: auditLog.verifierKey }).from(auditLog).orderBy(desc(auditLog.logNumber)),
  )
  return logs.length === 0 ? null : logs.map(({ key }) => `${key}\n`).join('')
}

/** The hashes of one tile by its path below `/audit/tile/`; null where there is none, or not so many. Leaves are salted. */
export async function readPublicTile(ctx: Context, path: string): Promise<Buffer | null> {
  authorize(ctx.actor, 'audit.checkpoint')
  const tile = readTilePath(path)
  if (!tile) return null
  const from = tile.index * TILE_WIDTH
  // Row-level security hides leaves, for their salts.
  const hashes = await asSystem(ctx, 'read-tile').transaction((tx) =>
    readTile(tx, tile.level, from, from + tile.width),
  )
  return hashes.length === tile.width ? Buffer.concat(hashes) : null
}
