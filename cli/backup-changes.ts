import { contextFor } from '#domain/access/context.ts'
import { createChanges } from '#domain/backups/create/create-changes.ts'
import { BackupError } from '#domain/backups/rules/backup-error.ts'
import { defaultLocale } from '#i18n/locales.ts'
import { openBackupKeys } from '#platform/crypto/backup-keys.ts'
import { megabytes } from './backup-create.ts'
import { type Command, CommandFailed } from './command.ts'

export const backupChanges: Command = {
  name: 'backup changes',
  summary:
    'writes what changed since the newest backup into two encrypted archives, as the worker does every hour',
  async run({ open }) {
    const services = open()
    try {
      const { env } = services
      const url = env.DATABASE_BACKUP_URL
      if (!url) throw new CommandFailed('DATABASE_BACKUP_URL: the role that makes backups must be named')
      const { country, allowed, recipients, folder } = env.backups
      const actor = { kind: 'system', task: 'backup changes' } as const
      const made = await createChanges(contextFor(services, { actor, locale: defaultLocale }), {
        url,
        folder,
        target: { country, allowed },
        keys: await openBackupKeys(env.keysDir),
        recipients,
      })
      if (!made) throw new CommandFailed('there is no whole backup of the last day: backup create')
      const figures = `${made.rows} rows since ${made.baseMadeAt.toISOString()}, ${megabytes(made.bytes)} MB in ${made.tookMs} ms`
      return {
        json: made,
        lines: [made.changes, made.keychanges, figures, ...made.deleted.map((name) => `deleted ${name}`)],
      }
    } catch (error) {
      if (error instanceof BackupError) throw new CommandFailed(error.message)
      throw error
    } finally {
      await services.database.close()
    }
  },
}
