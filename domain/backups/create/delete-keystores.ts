import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { backupFolders } from '../record/backup-record.ts'
import { overdueKeystores } from '../rules/kept-archives.ts'
import { removeParts } from './remove-parts.ts'

export type KeystoresDeleted = {
  /** Paths of the archives. */
  deleted: string[]
  /** Folders that could not be cleaned, and the error of the disk. */
  failed: { folder: string; reason: string }[]
}

/**
 * Deletes archives of the keystore that are older than 7 days, the newest included, and parts of archives, in the folder of
 * the settings and in every folder that a backup was made in. Needs no backup to succeed: certificates of erasure name the day.
 * A folder that does not exist is skipped; one that cannot be cleaned does not keep the others from it.
 */
export async function deleteKeystores(ctx: Context): Promise<KeystoresDeleted> {
  authorize(ctx.actor, 'backups.create')
  const { backups } = ctx.services.env
  const now = ctx.clock.unmoved()
  const folders = await ctx.transaction((tx) => backupFolders(tx, backups.folder))
  const deleted: string[] = []
  const failed: KeystoresDeleted['failed'] = []
  for (const folder of folders.filter((one) => existsSync(one))) {
    try {
      for (const name of overdueKeystores(readdirSync(folder), { now })) {
        const file = join(folder, name)
        rmSync(file, { force: true })
        deleted.push(file)
      }
      removeParts(folder, now)
    } catch (error) {
      failed.push({ folder, reason: error instanceof Error ? error.message : String(error) })
    }
  }
  return { deleted, failed }
}
