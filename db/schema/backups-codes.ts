/** Why archives could not be copied to the bucket. */
export const bucketFailures = ['settings', 'country', 'refused', 'unreachable', 'failed'] as const

/** How a drill ended: restored and equal, or why not. */
export const drillResults = [
  'passed',
  'wrong-key',
  'damaged',
  'not-signed',
  'file-missing',
  'file-unlisted',
  'file-changed',
  'not-empty',
  'rows-differ',
  'log-differs',
  'ledger-differs',
  'keys-missing',
  'not-started',
  'other-base',
  'older-version',
  'no-backup',
  'not-run',
] as const

/** Whether the portal was started on the restored database: it answered, or there was no build of its pages to start. */
export const bootResults = ['answered', 'not-tried'] as const
