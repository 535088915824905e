import { join, resolve } from 'node:path'
import { contextFor } from '#domain/access/context.ts'
import { openOutsideFiles } from '#domain/audit/log/outside-files.ts'
import { drillBackup } from '#domain/backups/drill/drill-backup.ts'
import { changesFor, keystoreFor } from '#domain/backups/drill/find-archives.ts'
import { BackupError } from '#domain/backups/rules/backup-error.ts'
import { defaultLocale } from '#i18n/locales.ts'
import { openBackupKeys } from '#platform/crypto/backup-keys.ts'
import type { Command } from './command.ts'

const started = 'the portal started on it and answered'
const notTried = 'NOT TRIED: to start the portal on it, since its pages are not built; npm start builds them'

export const backupVerify: Command = {
  name: 'backup verify',
  summary:
    'restores a backup and what changed since on a PostgreSQL of its own, compares every row, verifies the audit log, starts the portal on it, records it',
  takes: ['file'],
  options: [
    { flags: '--keystore <file>', summary: 'the archive of the keystore, if it is not the one beside it' },
    { flags: '--without-changes', summary: 'only the backup, without the newest changes beside it' },
  ],
  async run({ options, open }) {
    const portal = resolve(options.file ?? '')
    const services = open()
    try {
      const { env } = services
      const keys = await openBackupKeys(env.keysDir)
      const actor = { kind: 'system', task: 'backup verify' } as const
      const { result, tables, rows, logRecords, tookMs, boot } = await drillBackup(
        contextFor(services, { actor, locale: defaultLocale }),
        {
          portal,
          keystore: options.keystore === undefined ? keystoreFor(portal) : resolve(options.keystore),
          changes: options.withoutChanges ? null : changesFor(portal),
          identities: [keys.identity],
          publicKey: keys.publicKey,
          outside: openOutsideFiles(env.checkpointDir),
          workFolder: join(env.dataDir, 'backup-drill-by-hand'),
          startsPortal: true,
        },
      )
      const equal = `restored and equal: ${tables} tables, ${rows} rows, ${logRecords} records of the audit log, in ${tookMs} ms`
      return {
        failed: result !== 'passed',
        json: { result, tables, rows, logRecords, tookMs, boot },
        lines:
          result === 'passed'
            ? [equal, boot === 'answered' ? started : notTried]
            : [`NOT GOOD: ${new BackupError(result, portal).message}`],
      }
    } finally {
      await services.database.close()
    }
  },
}
