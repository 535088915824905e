import { type ArchiveKind, archiveName, readArchiveName } from './archive-name.ts'

/** Names of archives that are restored together. */
export type ArchiveSet = {
  portal: string
  keystore: string
  changes: { changes: string; keychanges: string } | null
}

/**
 * The newest backup among the names of files, with the newest changes since. Null without an archive of data and one of the keystore:
 * that of the same moment, else the newest.
 */
export function newestSet(names: readonly string[]): ArchiveSet | null {
  const portal = newestOf(names, 'portal')
  if (!portal) return null
  const same = archiveName('keystore', portal.madeAt)
  const keystore = names.includes(same) ? same : newestOf(names, 'keystore')?.name
  return keystore ? { portal: portal.name, keystore, changes: changesSince(names, portal.madeAt) } : null
}

/** The newest archives of changes of both kinds that were made after a backup and before the next one. Null if there are none. */
export function changesSince(names: readonly string[], from: Date): ArchiveSet['changes'] {
  const later = ofKind(names, 'portal').filter(({ madeAt }) => madeAt > from)
  const next = Math.min(...later.map(({ madeAt }) => madeAt.getTime()))
  const both = names.filter((name) => {
    const read = readArchiveName(name)
    return (
      read?.kind === 'changes' &&
      read.madeAt > from &&
      read.madeAt.getTime() < next &&
      names.includes(archiveName('keychanges', read.madeAt))
    )
  })
  const newest = newestOf(both, 'changes')
  return newest && { changes: newest.name, keychanges: archiveName('keychanges', newest.madeAt) }
}

const ofKind = (names: readonly string[], kind: ArchiveKind) =>
  names.flatMap((name) => {
    const read = readArchiveName(name)
    return read?.kind === kind ? [{ name, madeAt: read.madeAt }] : []
  })

export const newestOf = (names: readonly string[], kind: ArchiveKind) =>
  ofKind(names, kind).sort((a, b) => b.madeAt.getTime() - a.madeAt.getTime())[0] ?? null
