const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** How long an archive of the keystore is kept. */
export const keystoreDays = 7
/** A week, less what an hourly job and the rewrapping of all keys may take, so that destruction is never later than promised. */
const epochMs = 7 * dayMs - 4 * hourMs
/** Days after which a master key is destroyed at the latest, from the moment it was made. */
export const destroyedWithinDays = 14
/** For clocks of two machines that differ, and for archives that are deleted once an hour. */
const marginMs = hourMs
/** How late a worker that runs every hour may be. */
const patienceMs = 2 * hourMs

/** A version of the master key. `rewrappedAt`: since when it wraps no key any more. */
export type MasterKeyEpoch = {
  version: number
  madeAt: Date
  rewrappedAt: Date | null
  destroyedAt: Date | null
}

/** Whether the next master key is due. */
export const isEpochOver = (madeAt: Date, now: Date): boolean => now.getTime() - madeAt.getTime() >= epochMs

/**
 * When a master key is destroyed: when the last archive of the keystore that was made before the rewrapping ended is over. Until
 * then the day of which it will not be later.
 */
export const destroyedOn = ({ madeAt, rewrappedAt }: MasterKeyEpoch): Date =>
  rewrappedAt
    ? new Date(rewrappedAt.getTime() + keystoreDays * dayMs + marginMs)
    : new Date(madeAt.getTime() + destroyedWithinDays * dayMs)

/**
 * From when no copy of a person's key can be read: each is wrapped by the current master key or an older one. `epochBegan`: when
 * the current one was made. Later than two weeks after that only if no worker ended the epoch in time.
 */
export function unreadableFrom(keyDestroyedAt: Date, epochBegan: Date): Date {
  const promised = epochBegan.getTime() + destroyedWithinDays * dayMs
  const late = keyDestroyedAt.getTime() + (keystoreDays + 1) * dayMs
  return new Date(Math.max(promised, late))
}

export type EpochFault =
  /** The current master key is older than a week. */
  | 'not-rotated'
  /** Keys are still wrapped by an older one. */
  | 'not-rewrapped'
  /** A master key still exists after the day on which it was to be destroyed. */
  | 'not-destroyed'

/** What is not in order, the worst first. `inUse`: versions that wrap somebody's key. */
export function findEpochFaults(
  epochs: readonly MasterKeyEpoch[],
  inUse: { has: (version: number) => boolean },
  now: Date,
): EpochFault[] {
  const current = epochs.toSorted((a, b) => a.version - b.version).at(-1)
  if (!current) return []
  const isLate = (day: Date) => now.getTime() - day.getTime() > patienceMs
  const older = epochs.filter((one) => one !== current && !one.destroyedAt)
  const faults: EpochFault[] = []
  const overdue = older.some(
    (one) => isLate(destroyedOn(one)) || isLate(new Date(one.madeAt.getTime() + destroyedWithinDays * dayMs)),
  )
  if (overdue) faults.push('not-destroyed')
  if (isLate(current.madeAt) && older.some(({ version }) => inUse.has(version))) faults.push('not-rewrapped')
  if (isLate(new Date(current.madeAt.getTime() + epochMs))) faults.push('not-rotated')
  return faults
}
