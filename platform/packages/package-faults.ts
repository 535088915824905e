import satisfies from 'semver/functions/satisfies.js'
import { accepted, type Floor, floors } from './floors.ts'

/** One copy of a package: the same name can be there in several versions. */
export type PackageCopy = { path: string; name: string; version: string }

/** The name that a folder of `node_modules` has: `a/node_modules/@b/c` is `@b/c`. */
export const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Copies that lack the fix of a known advisory. */
export function belowFloors(
  copies: readonly PackageCopy[],
  known: readonly Floor[] = floors,
): { copy: PackageCopy; floor: Floor }[] {
  return copies.flatMap((copy) => {
    if (accepted.some(({ name, version }) => name === copy.name && version === copy.version)) return []
    const lacking = known.filter(
      ({ name, fixed }) => name === copy.name && !satisfies(copy.version, fixed, { includePrerelease: true }),
    )
    return lacking.map((floor) => ({ copy, floor }))
  })
}

/** Copies that are not those of the lock file: another version, or none at all. */
export const notInLock = (copies: readonly PackageCopy[], lock: readonly PackageCopy[]): PackageCopy[] => {
  const locked = new Map(lock.map(({ path, version }) => [path, version]))
  return copies.filter(({ path, version }) => locked.get(path) !== version)
}
