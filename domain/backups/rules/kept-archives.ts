import { type ArchiveKind, readArchiveName } from './archive-name.ts'

const dayMs = 86_400_000

/** How long an archive is kept, in days. The keystore's is short: until the last one is gone, an erased person's key exists. */
export const keepDays: Readonly<Record<ArchiveKind, number>> = { portal: 30, keystore: 7 }

/**
 * Which files of a folder are to be deleted: archives whose time is over. Never the newest of each kind, and never the newest
 * archive of data that a drill restored, `proven`. Files with other names are left alone.
 */
export function overdueArchives(
  names: readonly string[],
  { now, proven }: { now: Date; proven: Date | null },
): string[] {
  const archives = names.flatMap((name) => {
    const read = readArchiveName(name)
    return read ? [{ name, ...read }] : []
  })
  const newestOf = (kind: ArchiveKind) =>
    Math.max(...archives.filter((one) => one.kind === kind).map(({ madeAt }) => madeAt.getTime()))
  return archives
    .filter(({ kind, madeAt }) => {
      if (now.getTime() - madeAt.getTime() <= keepDays[kind] * dayMs) return false
      if (madeAt.getTime() === newestOf(kind)) return false
      return kind === 'keystore' || madeAt.getTime() !== proven?.getTime()
    })
    .map(({ name }) => name)
}
