import { type Context, contextFor } from '#domain/access/context.ts'
import type { CreateBackup } from '#domain/backups/create/create-backup.ts'
import { BackupError } from '#domain/backups/rules/backup-error.ts'
import { defaultLocale } from '#i18n/locales.ts'
import { openBackupKeys } from '#platform/crypto/backup-keys.ts'
import type { Services } from '#platform/services.ts'
import { CommandFailed } from './command.ts'

type Make<Made> = (ctx: Context, settings: CreateBackup) => Promise<Made>

/** Runs a use case that writes archives, with the settings of the portal, and closes the database. */
export async function makeArchives<Made>(services: Services, task: string, make: Make<Made>): Promise<Made> {
  try {
    const { env } = services
    const url = env.DATABASE_BACKUP_URL
    if (!url) throw new CommandFailed('DATABASE_BACKUP_URL: the role that makes backups must be named')
    const { country, allowed, recipients, folder } = env.backups
    const ctx = contextFor(services, { actor: { kind: 'system', task }, locale: defaultLocale })
    const keys = await openBackupKeys(env.keysDir)
    return await make(ctx, { url, folder, target: { country, allowed }, keys, recipients })
  } catch (error) {
    if (error instanceof BackupError) throw new CommandFailed(error.message)
    throw error
  } finally {
    await services.database.close()
  }
}

export const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1)
