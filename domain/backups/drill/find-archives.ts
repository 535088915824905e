import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Changes } from '../restore/restore-backup.ts'
import { type ArchiveKind, readArchiveName } from '../rules/archive-name.ts'
import { changesSince, newestOf } from '../rules/newest-set.ts'

/** The newest archive of a kind in a folder; null if there is none. */
export function newestArchive(folder: string, kind: ArchiveKind): string | null {
  const found = newestOf(namesIn(folder), kind)
  return found ? join(folder, found.name) : null
}

/** The keystore's archive that goes with one of data: of the same snapshot, else the newest beside it. */
export function keystoreFor(portal: string): string | null {
  const folder = dirname(portal)
  const same = basename(portal).replace(/^portal-/, 'keystore-')
  return namesIn(folder).includes(same) ? join(folder, same) : newestArchive(folder, 'keystore')
}

/** The newest archives of changes that go with a backup; null if there are none. Their manifests say whether they are of it. */
export function changesFor(portal: string): Changes | null {
  const folder = dirname(portal)
  const from = readArchiveName(basename(portal))?.madeAt
  const found = from ? changesSince(namesIn(folder), from) : null
  return found && { changes: join(folder, found.changes), keychanges: join(folder, found.keychanges) }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
