import type { drillResults } from '#db/schema/backups-codes.ts'

export type BackupErrorCode =
  | Exclude<(typeof drillResults)[number], 'passed'>
  | 'country-not-allowed'
  | 'country-unknown'

const words: Record<BackupErrorCode, string> = {
  'wrong-key': 'none of the keys opens it',
  damaged: 'it was changed, or its end is missing',
  'not-signed': 'the list of its files is not signed by this portal',
  'file-missing': 'a file is missing from it',
  'file-unlisted': 'it has a file that its list does not name',
  'file-changed': 'a file differs from its sum in the list',
  'not-empty': 'the database is not empty',
  'rows-differ': 'the restored rows are not those of the snapshot',
  'log-differs': 'the restored audit log does not verify',
  'ledger-differs': 'the restored consents do not follow from their ledger',
  'keys-missing': 'the keys folder and the keystore do not decrypt it',
  'not-started': 'the portal does not start on the restored database',
  'other-base': 'it belongs to another backup',
  'older-version': 'it was made by another version of the portal',
  'no-backup': 'there is no backup',
  'not-run': 'it could not be restored for trial',
  'country-unknown': 'BACKUP_COUNTRY does not say in which country it is kept',
  'country-not-allowed': 'its country is not among BACKUP_COUNTRIES',
}

/** A backup that is not made, or not trusted. The message is one line: what it is about, and why. */
export class BackupError extends Error {
  override name = 'BackupError'
  readonly code: BackupErrorCode
  constructor(code: BackupErrorCode, about: string) {
    super(`${about}: ${words[code]}`)
    this.code = code
  }
}
