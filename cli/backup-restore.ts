import { resolve } from 'node:path'
import { contextFor } from '#domain/access/context.ts'
import { changesFor, keystoreFor } from '#domain/backups/drill/find-archives.ts'
import { restoreBackup } from '#domain/backups/restore/restore-backup.ts'
import { BackupError } from '#domain/backups/rules/backup-error.ts'
import { defaultLocale } from '#i18n/locales.ts'
import { openBackupKeys, readIdentity } from '#platform/crypto/backup-keys.ts'
import { KeyFileError } from '#platform/crypto/key-files.ts'
import { readEnvironment } from '#platform/env.ts'
import { type Command, CommandFailed } from './command.ts'

export const backupRestore: Command = {
  name: 'backup restore',
  summary: 'restores a backup and the newest changes beside it into an empty database',
  takes: ['file'],
  options: [
    { flags: '--keystore <file>', summary: 'the archive of the keystore, if it is not the one beside it' },
    { flags: '--identity <file>', summary: 'a secret key of age, if it is not the one in the keys folder' },
    { flags: '--without-changes', summary: 'only the backup, without the newest changes beside it' },
  ],
  help: `
The keys folder must be restored first: without its master keys the data cannot be read.`,
  async run({ options, open }) {
    try {
      const env = readEnvironment(process.env)
      // Before anything opens the keys folder and makes what is not there.
      const keys = await openBackupKeys(env.keysDir)
      const identity = options.identity === undefined ? keys.identity : readIdentity(options.identity)
      const url = env.DATABASE_OWNER_URL
      if (!url) throw new CommandFailed('DATABASE_OWNER_URL: the role that owns the tables must be named')
      const portal = resolve(options.file ?? '')
      const keystore = options.keystore === undefined ? keystoreFor(portal) : resolve(options.keystore)
      if (!keystore) throw new CommandFailed('--keystore: there is no archive of the keystore beside it')
      const services = open()
      try {
        const actor = { kind: 'system', task: 'backup restore' } as const
        const restored = await restoreBackup(contextFor(services, { actor, locale: defaultLocale }), {
          url,
          portal,
          keystore,
          changes: options.withoutChanges ? null : changesFor(portal),
          identities: [identity],
          publicKey: keys.publicKey,
        })
        const figures = `${restored.tables} tables, ${restored.rows} rows, as of ${restored.madeAt.toISOString()}`
        return { json: restored, lines: [figures, ...next] }
      } finally {
        await services.database.close()
      }
    } catch (error) {
      if (error instanceof BackupError || error instanceof KeyFileError)
        throw new CommandFailed(error.message)
      throw error
    }
  },
}

const next = [
  'Now put the copy of DELETION_LIST_FILE in place and start the portal: that grants rights and repeats later erasures.',
  'Then declare the break of the audit log: npm run portal -- audit declare-break --reason restore --administrator EMAIL',
]
