import { resolve } from 'node:path'
import { contextFor } from '#domain/access/context.ts'
import { BackupError } from '#domain/backups/rules/backup-error.ts'
import { fetchArchives } from '#domain/backups/target/fetch-archives.ts'
import { defaultLocale } from '#i18n/locales.ts'
import { KeyFileError } from '#platform/crypto/key-files.ts'
import { BucketError } from '#platform/object-storage/bucket.ts'
import { type Command, CommandFailed } from './command.ts'

export const backupFetch: Command = {
  name: 'backup fetch',
  summary: 'downloads the newest backup of the bucket and the changes since, for a restore',
  options: [{ flags: '--to <folder>', summary: 'instead of BACKUP_DIR' }],
  async run({ options, open }) {
    const services = open()
    try {
      const { bucketFile, folder } = services.env.backups
      if (!bucketFile) throw new CommandFailed('BACKUP_S3_FILE: no bucket is set')
      const actor = { kind: 'system', task: 'backup fetch' } as const
      const set = await fetchArchives(contextFor(services, { actor, locale: defaultLocale }), {
        settingsFile: bucketFile,
        folder: options.to === undefined ? folder : resolve(options.to),
      })
      const { portal, keystore, changes } = set
      return {
        json: set,
        lines: [portal, keystore, ...(changes ? [changes.changes, changes.keychanges] : [])],
      }
    } catch (error) {
      if (error instanceof BackupError || error instanceof BucketError || error instanceof KeyFileError)
        throw new CommandFailed(error.message)
      throw error
    } finally {
      await services.database.close()
    }
  },
}
