import { keystoreDays } from '#domain/people/rules/key-epochs.ts'
import { type ArchiveKind, type ArchiveName, readArchiveName } from './archive-name.ts'

const dayMs = 86_400_000

/** How long an archive is kept, in days. The keystore's is short: until the last one is gone, an erased person's key exists. */
export const keepDays: Readonly<Record<ArchiveKind, number>> = {
  portal: 30,
  keystore: keystoreDays,
  changes: 2,
  // Never longer than the keystore itself.
  keychanges: 2,
}

const hasKeys = (kind: ArchiveKind) => kind === 'keystore' || kind === 'keychanges'

/**
 * Which files of a folder are archives of the keystore whose time is over, the newest included: the certificate of an erasure
 * names the day after which none has the person's key. `patienceMs`: how much later than that.
 */
export const overdueKeystores = (
  names: readonly string[],
  { now, patienceMs = 0 }: { now: Date; patienceMs?: number },
): string[] =>
  names.filter((name) => {
    const read = readArchiveName(name)
    return read !== null && hasKeys(read.kind) && isOver(read, now, patienceMs)
  })

const isOver = ({ kind, madeAt }: ArchiveName, now: Date, patienceMs = 0) =>
  now.getTime() - madeAt.getTime() > keepDays[kind] * dayMs + patienceMs

/**
 * Whether a trial of an archive of data may use this archive of the keystore: the one of the same snapshot. A newer one only
 * after that one's time is over; it lacks the keys of people who were erased since.
 */
export function isKeystoreOf(data: Date, keystore: Date, now: Date): boolean {
  const later = keystore.getTime() - data.getTime()
  return later === 0 || (later > 0 && isOver({ kind: 'keystore', madeAt: data }, now))
}

/**
 * Which files of a folder are to be deleted: archives whose time is over. Never the newest archive of data, and never the
 * newest one that a drill restored, `proven`. Files with other names are left alone.
 */
export function overdueArchives(
  names: readonly string[],
  { now, proven }: { now: Date; proven: Date | null },
): string[] {
  const archives = names.flatMap((name) => {
    const read = readArchiveName(name)
    return read ? [{ name, ...read }] : []
  })
  const newest = Math.max(
    ...archives.filter(({ kind }) => kind === 'portal').map(({ madeAt }) => madeAt.getTime()),
  )
  return archives
    .filter((one) => {
      if (!isOver(one, now)) return false
      const at = one.madeAt.getTime()
      return one.kind !== 'portal' || (at !== newest && at !== proven?.getTime())
    })
    .map(({ name }) => name)
}
