import { resolve } from 'node:path'
import { createBackup } from '#domain/backups/create/create-backup.ts'
import type { Command } from './command.ts'
import { makeArchives, megabytes } from './make-archives.ts'

export const backupCreate: Command = {
  name: 'backup create',
  summary: 'writes all tables into two encrypted archives: the data, and the keystore',
  options: [{ flags: '--to <folder>', summary: 'instead of BACKUP_DIR; in the same country' }],
  async run({ options, open }) {
    const made = await makeArchives(open(), 'backup create', (ctx, settings) => {
      const folder = options.to === undefined ? settings.folder : resolve(options.to)
      return createBackup(ctx, { ...settings, folder })
    })
    const figures = `${made.tables} tables, ${made.rows} rows, ${megabytes(made.bytes)} MB in ${made.tookMs} ms`
    return {
      json: made,
      lines: [made.portal, made.keystore, figures, ...made.deleted.map((name) => `deleted ${name}`)],
    }
  },
}
