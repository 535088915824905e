const otherSystem =
  'what another system was asked cannot be taken back: its beginning was recorded before it was asked'
const file =
  'writes an archive before its record; of an archive without a record nothing is shown, and the next one replaces it'

/** Use cases that append an audit record and are not called here, each with the reason. */
export const withReason: Readonly<Record<string, string>> = {
  'domain/audit/log/start-log.ts#declareBreak':
    'sets a checkpoint outside the database aside, on a broken log',
  'domain/backups/drill/drill-backup.ts#drillBackup': file,
  'domain/backups/target/copy-archives.ts#copyArchives': otherSystem,
  'domain/fulfilment/change-run/run-source-changes.ts#runSourceChanges': otherSystem,
  'domain/fulfilment/erasure-run/erase-source.ts#eraseSource': otherSystem,
  'domain/fulfilment/erasure-run/expire-items.ts#expireItems': otherSystem,
  'domain/fulfilment/erasure-run/replay-erasures.ts#replayErasures': otherSystem,
  'domain/fulfilment/retention/run-retention.ts#runRetention':
    'keeps a report of each item, also of one with nothing to delete; retention-rules.db.test.ts tries it',
  'domain/integrations/webhooks/send-webhooks.ts#sendWebhooks': otherSystem,
  'domain/assurance/kit/make-kits.ts#makeKitNow': file,
  'domain/assurance/kit/make-kits.ts#makeKits': file,
  'domain/staff/settings/start-with-passkeys.ts#startWithPasskeys':
    'records only where there is no staff; start-with-passkeys.db.test.ts tries it',
}
