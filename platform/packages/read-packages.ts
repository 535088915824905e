import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { nameOf, type PackageCopy } from './package-faults.ts'

/** The folder of the checkout: `package.json` is in it. */
export const projectFolder = join(import.meta.dirname, '..', '..')

const manifestSchema = z.object({ name: z.string().optional(), version: z.string() })
const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ version: z.string(), dev: z.boolean().optional() })),
})

/** `dev`: only development needs it. */
export type LockedPackage = PackageCopy & { dev: boolean }

/** What package-lock.json names. */
export function lockedPackages(folder = projectFolder): LockedPackage[] {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')))
  return Object.entries(packages).flatMap(([path, { version, dev = false }]) =>
    path === '' ? [] : [{ path, name: nameOf(path), version, dev }],
  )
}

/** What is installed, by the packages' own manifests: npm's notes say what should be there. */
export function installedPackages(folder = projectFolder): PackageCopy[] {
  return foldersIn(folder, 'node_modules').map((path) => {
    const { version } = manifestSchema.parse(
      JSON.parse(readFileSync(join(folder, path, 'package.json'), 'utf8')),
    )
    return { path, name: nameOf(path), version }
  })
}

/** Folders of packages below a `node_modules`, and in theirs. */
function foldersIn(folder: string, modules: string): string[] {
  if (!existsSync(join(folder, modules))) return []
  const namesIn = (path: string) =>
    readdirSync(join(folder, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => `${path}/${name}`)
  const packages = namesIn(modules).flatMap((path) => (nameOf(path).startsWith('@') ? namesIn(path) : [path]))
  return packages
    .filter((path) => existsSync(join(folder, path, 'package.json')))
    .flatMap((path) => [path, ...foldersIn(folder, `${path}/node_modules`)])
}
