import { resolve } from 'node:path'
import { contextFor } from '#domain/access/context.ts'
import { createBackup } from '#domain/backups/create/create-backup.ts'
import { BackupError } from '#domain/backups/rules/backup-error.ts'
import { defaultLocale } from '#i18n/locales.ts'
import { openBackupKeys } from '#platform/crypto/backup-keys.ts'
import { type Command, CommandFailed } from './command.ts'

export const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1)

export const backupCreate: Command = {
  name: 'backup create',
  summary: 'writes all tables into two encrypted archives: the data, and the keystore',
  options: [{ flags: '--to <folder>', summary: 'instead of BACKUP_DIR; in the same country' }],
  async run({ options, open }) {
    const services = open()
    try {
      const { env } = services
      const url = env.DATABASE_BACKUP_URL
      if (!url) throw new CommandFailed('DATABASE_BACKUP_URL: the role that makes backups must be named')
      const { country, allowed, recipients } = env.backups
      const actor = { kind: 'system', task: 'backup create' } as const
      const made = await createBackup(contextFor(services, { actor, locale: defaultLocale }), {
        url,
        folder: options.to === undefined ? env.backups.folder : resolve(options.to),
        target: { country, allowed },
        keys: await openBackupKeys(env.keysDir),
        recipients,
      })
      const figures = `${made.tables} tables, ${made.rows} rows, ${megabytes(made.bytes)} MB in ${made.tookMs} ms`
      return {
        json: made,
        lines: [made.portal, made.keystore, figures, ...made.deleted.map((name) => `deleted ${name}`)],
      }
    } catch (error) {
      if (error instanceof BackupError) throw new CommandFailed(error.message)
      throw error
    } finally {
      await services.database.close()
    }
  },
}
