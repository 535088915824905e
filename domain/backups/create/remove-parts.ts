import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

const dayMs = 86_400_000

/** Deletes what a run that was killed left in a folder; a younger file may still be written by somebody else. */
export function removeParts(folder: string, now: Date): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    if (!name.endsWith('.tar.gz.age.part')) continue
    const writtenMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now.getTime()
    if (writtenMs < now.getTime() - dayMs) rmSync(file, { force: true })
  }
}
