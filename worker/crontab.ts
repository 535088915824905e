/** Hours in UTC; the night of Almaty. What fell into a time when no worker ran is made up for once. */
const schedule = [
  ['* * * * *', 'resume-mail', 'max=1'],
  ['* * * * *', 'run-request-deadlines', 'max=1'],
  ['* * * * *', 'run-incident-terms', 'max=1'],
  ['* * * * *', 'run-erasures', 'max=1'],
  // A job waits for the date; this makes up for one that was lost.
  ['* * * * *', 'publish-due-policy', 'max=1'],
  ['* * * * *', 'check-sources', 'max=1'],
  ['* * * * *', 'run-source-changes', 'max=1'],
  ['* * * * *', 'run-packages', 'max=1'],
  ['*/10 * * * *', 'wake-webhooks', 'max=1'],
  // Measures what is due by the portal's clock: `domain/assurance/rules/evidence.ts` says how often.
  ['*/10 * * * *', 'measure-evidence', 'max=3'],
  // Looks at what can change without the portal: `watched` in `domain/assurance/rules/evidence.ts`.
  ['* * * * *', 'watch-evidence', 'max=1'],
  // Tries what is due by the portal's clock, once a night: `domain/fulfilment/rules/canary.ts`.
  ['*/10 * * * *', 'run-canary', 'max=1'],
  // Counts what is due by the portal's clock, once a night: `domain/fulfilment/rules/usage.ts`.
  ['*/10 * * * *', 'count-usage', 'max=1'],
  ['*/10 * * * *', 'raise-reading-alerts', 'max=1'],
  // Each is made at once when it is asked for; this deletes what is old.
  ['*/10 * * * *', 'make-audit-kits', 'max=1'],
  ['*/5 * * * *', 'expire-consents', 'max=3'],
  ['*/5 * * * *', 'end-outdated-consents', 'max=3'],
  ['0 5 * * *', 'remind-before-expiry', 'fill=1d'],
  ['0 4 * * *', 'warn-of-calendar', 'fill=1d'],
  ['0 4 * * *', 'remind-trainings', 'fill=1d'],
  ['0 4 * * *', 'remind-access-review', 'fill=1d'],
  ['5 4 * * *', 'remind-registers', 'fill=1d'],
  ['10 4 * * *', 'mail-checkpoint', 'fill=1d'],
  ['15 19 * * *', 'end-minorities', 'fill=1d'],
  ['0 19 * * *', 'create-backup', 'fill=1d'],
  // Half an hour after the daily backup, which is then done.
  ['30 * * * *', 'create-changes', 'fill=1h'],
  // After the daily backup and after the changes of the hour.
  ['5,35 * * * *', 'copy-backups', 'fill=1h'],
  ['0 21 * * *', 'verify-backup', 'fill=1d'],
  // Apart from making backups: certificates of erasure name the day, also when no backup can be made.
  ['40 * * * *', 'delete-keystores', 'fill=1h'],
  // Key epochs: `domain/people/rules/key-epochs.ts` says how often a master key is made and when it is destroyed.
  ['50 * * * *', 'rotate-keys', 'fill=1h'],
  ['10 20 * * *', 'purge-expired-codes', 'fill=1d'],
  ['20 20 * * *', 'run-retention', 'fill=1d'],
  ['45 20 * * *', 'check-counts', 'fill=1d'],
  ['30 20 * * *', 'verify-projection', 'fill=1d'],
  ['25 * * * *', 'count-consent-states', 'fill=1h'],
  // At once when the draft changes; this follows the consents of the hour.
  ['55 * * * *', 'count-draft-impact', 'fill=1h'],
] as const

export const scheduledTasks: readonly string[] = schedule.map(([, task]) => task)

/** As the queue reads it: of each task one run waits at most and one works, as in `enqueue_job`. */
export const crontab = schedule
  .map(([when, task, how]) => `${when} ${task} ?jobKey=${task}&queue=${task}&${how}`)
  .join('\n')
