import { belowFloors, notInLock } from '#platform/packages/package-faults.ts'
import { installedPackages, lockedPackages } from '#platform/packages/read-packages.ts'
import { type Finding, fail, look, ok } from './finding.ts'

const named = 3

/** Whether each installed package has the fixes of known advisories, and is the one of the lock file. */
export const checkPackages = (folder?: string): Promise<Finding> =>
  look('packages', async () => {
    const copies = installedPackages(folder)
    const below = belowFloors(copies)
    if (below.length > 0) {
      const words = below.map(
        ({ copy, floor }) => `${copy.name} ${copy.version} (${floor.fixed}: ${floor.advisory})`,
      )
      return fail(`below the floors: ${listed(words)}: update the portal, then npm ci --ignore-scripts`)
    }
    const others = notInLock(copies, lockedPackages(folder)).map(({ path, version }) => `${path} ${version}`)
    return others.length > 0
      ? fail(`not those of package-lock.json: ${listed(others)}: npm ci --ignore-scripts`)
      : ok(`${copies.length} installed, none below the floors, all those of package-lock.json`)
  })

function listed(words: readonly string[]): string {
  const rest = words.length - named
  return words.slice(0, named).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}
