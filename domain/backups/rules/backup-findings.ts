/** A day, and two hours for a machine that was busy or off. */
export const patienceHours = 26
/** What may be lost: an hour, and two for a machine that was busy or off. */
export const changesPatienceHours = 3
const hourMs = 3_600_000

type Latest = {
  backup: { madeAt: Date; recipients: number } | null
  changes: { madeAt: Date } | null
  drill: { at: Date; result: string } | null
  /** Undefined: none is set. Null: it was never used. */
  bucket:
    | undefined
    | null
    | { succeededAt: Date | null; failure: string | null; drilledAt: Date | null; drillResult: string | null }
  country: string | undefined
  allowed: readonly string[]
}

/** What is not in order with backups. `only-own-key`: nobody but this machine can open them. */
export type BackupFault =
  | 'none'
  | 'late'
  | 'changes-late'
  | 'no-drill'
  | 'drill-late'
  | 'drill-failed'
  | 'country'
  | 'only-own-key'
  | 'bucket-failed'
  | 'bucket-late'
  | 'bucket-drill-failed'

export const hoursSince = (moment: Date, now: Date) => Math.floor((now.getTime() - moment.getTime()) / hourMs)

/** Each matter once, the worst first; empty when all is in order. */
export function findBackupFaults(
  { backup, changes, drill, bucket, country, allowed }: Latest,
  now: Date,
): BackupFault[] {
  const faults: BackupFault[] = []
  if (country === undefined || !allowed.includes(country)) faults.push('country')
  faults.push(...findBucketFaults(bucket, now))
  if (!backup) return [...faults, 'none']
  if (hoursSince(backup.madeAt, now) >= patienceHours) faults.push('late')
  else if (hoursSince(newestOf(backup, changes), now) >= changesPatienceHours) faults.push('changes-late')
  if (!drill) faults.push('no-drill')
  else if (drill.result !== 'passed') faults.push('drill-failed')
  else if (hoursSince(drill.at, now) >= patienceHours) faults.push('drill-late')
  if (backup.recipients < 2) faults.push('only-own-key')
  return faults
}

function findBucketFaults(bucket: Latest['bucket'], now: Date): BackupFault[] {
  if (bucket === undefined) return []
  const faults: BackupFault[] = []
  const copiedAt = bucket?.succeededAt ?? null
  if (bucket?.failure) faults.push('bucket-failed')
  else if (!copiedAt || hoursSince(copiedAt, now) >= changesPatienceHours) faults.push('bucket-late')
  const isPassed = bucket?.drillResult === 'passed'
  if (bucket?.drilledAt && (!isPassed || hoursSince(bucket.drilledAt, now) >= patienceHours))
    faults.push('bucket-drill-failed')
  return faults
}

/** The moment after which everything would be lost with the machine. */
export const newestOf = (backup: { madeAt: Date }, changes: { madeAt: Date } | null): Date =>
  changes && changes.madeAt > backup.madeAt ? changes.madeAt : backup.madeAt
