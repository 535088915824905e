import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type ArchiveKind, readArchiveName } from '../rules/archive-name.ts'

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

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
