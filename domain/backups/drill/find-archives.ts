import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Changes } from '../restore/restore-backup.ts'
import { type ArchiveKind, archiveName, readArchiveName } from '../rules/archive-name.ts'

/** The newest archive of a kind in a folder; null if there is none. */
export function newestArchive(folder: string, kind: ArchiveKind): string | null {
  const found = namesIn(folder)
    .flatMap((name) => {
      const read = readArchiveName(name)
      return read?.kind === kind ? [{ name, at: read.madeAt.getTime() }] : []
    })
    .sort((a, b) => b.at - a.at)[0]
  return found ? join(folder, found.name) : null
}

/** The keystore's archive that goes with one of data: of the same snapshot, else the newest beside it. */
export function keystoreFor(portal: string): string | null {
  const folder = dirname(portal)
  const same = basename(portal).replace(/^portal-/, 'keystore-')
  return namesIn(folder).includes(same) ? join(folder, same) : newestArchive(folder, 'keystore')
}

/**
 * The newest archives of changes that go with a backup: made after it and before the next one of the folder, of both kinds. Null if
 * there are none. Their manifests say whether they are of this backup.
 */
export function changesFor(portal: string): Changes | null {
  const folder = dirname(portal)
  const from = readArchiveName(basename(portal))?.madeAt
  if (!from) return null
  const names = namesIn(folder)
  const read = names.flatMap((name) => readArchiveName(name) ?? [])
  const later = (one: { madeAt: Date }) => one.madeAt > from
  const next = Math.min(
    ...read.filter((one) => one.kind === 'portal' && later(one)).map(({ madeAt }) => madeAt.getTime()),
  )
  const newest = read
    .filter(
      (one) =>
        one.kind === 'changes' &&
        later(one) &&
        one.madeAt.getTime() < next &&
        names.includes(archiveName('keychanges', one.madeAt)),
    )
    .sort((a, b) => b.madeAt.getTime() - a.madeAt.getTime())[0]
  if (!newest) return null
  const file = (kind: ArchiveKind) => join(folder, archiveName(kind, newest.madeAt))
  return { changes: file('changes'), keychanges: file('keychanges') }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
