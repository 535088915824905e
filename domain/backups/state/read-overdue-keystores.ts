import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { backupFolders } from '../record/backup-record.ts'
import { overdueKeystores } from '../rules/kept-archives.ts'

/** The worker deletes every hour. */
const patienceMs = 2 * 3_600_000

/**
 * Paths of archives of the keystore that should have been deleted, in every folder that a backup was made in. Throws the error
 * of a folder that exists and cannot be read.
 */
export async function readOverdueKeystores(ctx: Context): Promise<string[]> {
  authorize(ctx.actor, 'backups.read')
  const { backups } = ctx.services.env
  const folders = await ctx.transaction((tx) => backupFolders(tx, backups.folder))
  const given = { now: ctx.clock.unmoved(), patienceMs }
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => overdueKeystores(readdirSync(folder), given).map((name) => join(folder, name)))
}
