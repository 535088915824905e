import { spawnSync } from 'node:child_process'
import { delimiter } from 'node:path'

/** A Node 20 or newer that was on this machine before the project's own, the oldest there is; else the one that runs now. */
export function oldestNode(): string {
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => `${folder}/node`)
    .flatMap((program) => {
      const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
      const major = Number(/^v(\d+)/.exec(stdout ?? '')?.[1])
      return major >= 20 ? [{ program, major }] : []
    })
  return found.sort((a, b) => a.major - b.major)[0]?.program ?? process.execPath
}
