import type { bucketFailures } from '#db/schema/backups-codes.ts'
import { KeyFileError } from '#platform/crypto/key-files.ts'
import { BucketError } from '#platform/object-storage/bucket.ts'
import { BackupError } from '../rules/backup-error.ts'

export type BucketFailure = (typeof bucketFailures)[number]

/** Why copying to the bucket failed; null for what is no fault of the bucket or its settings. */
export function bucketFailure(error: unknown): BucketFailure | null {
  if (error instanceof KeyFileError) return 'settings'
  if (error instanceof BackupError && error.code === 'country-not-allowed') return 'country'
  if (!(error instanceof BucketError)) return null
  if (error.status === 0) return 'unreachable'
  return error.status === 401 || error.status === 403 ? 'refused' : 'failed'
}
